import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { serve } from '../../test/support/serve.ts';

const MAIN = join(import.meta.dirname, '..', 'main.ts');

let child: ChildProcess | undefined;

afterEach(() => void child?.kill('SIGKILL'));

function devnet(...args: string[]) {
  const started = spawn(process.execPath, [MAIN, 'devnet', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  child = started;
  const lines = createInterface({ input: started.stdout });
  return { started, exit: once(started, 'exit'), firstLine: once(lines, 'line') };
}

describe('a program with an end of its own', () => {
  it('ends well when it is done', async () => {
    const peer = await serve(() => {});
    const { exit } = devnet('wait', '--tcp', `127.0.0.1:${peer.port}`);
    expect(await exit).toEqual([0, null]);
    await peer.close();
  });

  it('has failed when a signal comes before', async () => {
    const peer = await serve(() => {});
    await peer.close();
    const { started, exit, firstLine } = devnet('wait', '--tcp', `127.0.0.1:${peer.port}`);
    await firstLine;
    started.kill('SIGTERM');
    expect(await exit).toEqual([1, null]);
  });
});

describe('a program that serves', () => {
  it('ends well with a signal', async () => {
    const { started, exit, firstLine } = devnet('probe', '--target', 'el=http://localhost:1', '--port', '0');
    await firstLine;
    started.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });
});
