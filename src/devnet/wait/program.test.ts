import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Served, serve } from '../../../test/support/serve.ts';
import { type StartedProgram, startProgram } from '../../../test/support/start-program.ts';
import { waitUntil } from '../../../test/support/wait-until.ts';
import { listen } from '../../lib/listen.ts';
import { waitProgram } from './program.ts';

const open: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

async function wait(options: Record<string, string | string[]>): Promise<StartedProgram> {
  const program = await startProgram(waitProgram, options);
  open.push(program);
  return program;
}

async function service(port = 0): Promise<Served> {
  const served = await serve(() => {}, port);
  open.push({ stop: served.close });
  return served;
}

async function freePort(): Promise<number> {
  const listening = await listen(createServer(), '127.0.0.1', 0);
  await listening.close();
  return listening.port;
}

const plain = ({ lines }: StartedProgram) => lines.map((line) => line.replace(/^\S+ /, ''));

describe('wait', () => {
  it('ends when all accept connections, and says once what it waits for', async () => {
    const first = await service();
    const port = await freePort();
    const program = await wait({ tcp: [`127.0.0.1:${first.port}`, `127.0.0.1:${port}`] });
    let ended = false;
    void program.background.then(() => {
      ended = true;
    });
    await waitUntil('a first attempt at each', () => program.lines.length === 2);
    expect(ended).toBe(false);
    await service(port);
    await program.background;
    expect(plain(program).toSorted()).toEqual(
      [
        `info  wait: accepts connections address=127.0.0.1:${first.port}`,
        `info  wait: waiting for=127.0.0.1:${port} reason="connection refused"`,
        `info  wait: accepts connections address=127.0.0.1:${port}`,
      ].toSorted(),
    );
  });

  it('gives up in time, with an error', async () => {
    const port = await freePort();
    const program = await wait({ tcp: [`127.0.0.1:${port}`], timeout: '50ms' });
    await expect(program.background).rejects.toMatchObject({
      code: 'wait-timeout',
      message: 'not all have answered within 50ms',
    });
  });

  it('waits for a name that nobody knows', async () => {
    const program = await wait({ tcp: ['nobody.invalid:80'] });
    await waitUntil('a first attempt', () => program.lines.length > 0);
    expect(program.lines[0]).toMatch(/ wait: waiting for=nobody.invalid:80 reason="its name is not known/);
  });

  it('has failed when it is stopped before its end', async () => {
    const port = await freePort();
    const program = await wait({ tcp: [`127.0.0.1:${port}`] });
    await program.stop();
    await expect(program.background).rejects.toMatchObject({ code: 'interrupted' });
  });

  it.each([
    [{ tcp: ['here'] }, '--tcp: "here" is not an address'],
    [{ tcp: ['here:1'], timeout: 'soon' }, '"soon" is not a duration'],
  ])('refuses %o', async (options, message) => {
    await expect(wait(options)).rejects.toThrow(message);
  });
});
