import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHome, type Home, playground, processesOf, spawnStart, startPlayground } from '../support/playground.ts';

const EMBEDDED = ['l1', '--clients', 'embedded', '--block-time', '1s'];

interface StartEvent {
  type: string;
  phase?: unknown;
  state?: unknown;
}

describe('bad luck while starting', () => {
  let home: Home;
  beforeEach(() => {
    home = createHome();
  });
  afterEach(() => home.remove());

  it.each([
    ['cooking', (event: StartEvent) => event.type === 'phase' && event.phase === 'cook'],
    ['starting', (event: StartEvent) => event.type === 'phase' && event.phase === 'start'],
    ['waiting', (event: StartEvent) => event.type === 'service' && event.state === 'running'],
    ['ready', (event: StartEvent) => event.type === 'ready'],
  ])('Ctrl-C while %s leaves nothing', async (_phase, fits) => {
    const { child, event, ended } = spawnStart(home, EMBEDDED);
    await event(fits);
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(await processesOf(home.dir)).toEqual([]);
    expect(JSON.parse((await playground(home, ['list', '--json'])).stdout)).toEqual([]);
  });

  it('Ctrl-C while a session in the background starts leaves nothing', async () => {
    const { child, event, ended } = spawnStart(home, [...EMBEDDED, '--detached']);
    await event(({ type, state }) => type === 'service' && state === 'running');
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    expect(await processesOf(home.dir)).toEqual([]);
    expect(JSON.parse((await playground(home, ['list', '--json'])).stdout)).toEqual([]);
  });

  it('takes the next port where the usual one is taken', async () => {
    const taken = await listen(8545);
    try {
      const started = await startPlayground(home, EMBEDDED);
      expect(started.url('el', 'http')).not.toBe('http://127.0.0.1:8545');
      await started.interrupt();
    } finally {
      taken.close();
    }
  });

  it('names the binary that is missing, and where to get it', async () => {
    const { code, stderr } = await playground(home, [
      'start',
      ...EMBEDDED,
      '--el',
      'geth',
      '--override',
      'el=/nowhere/geth',
    ]);
    expect(code).toBe(3);
    expect(stderr).toContain('/nowhere/geth');
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
    expect(JSON.parse((await playground(home, ['list', '--json'])).stdout)).toEqual([]);
  });

  it('refuses what a client cannot do before anything starts', async () => {
    const { code, stderr } = await playground(home, [
      'start',
      'l1',
      '--cl',
      'prysm',
      '--el',
      'geth',
      '--block-time',
      '1s',
      '--runner',
      'host',
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Prysm/);
    expect(stderr).toMatch(/2 ?s/);
  });

  it('never deletes a folder that is not its own', async () => {
    const foreign = join(home.dir, 'foreign');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'thesis.txt'), 'years of work');
    const { code, stderr } = await playground(home, ['start', 'l1', '--dry-run', '--output', foreign]);
    expect(code).not.toBe(0);
    expect(stderr).toContain(foreign);
    expect(
      (await playground(home, ['start', 'l1', '--dry-run', '--output', join(foreign, 'thesis.txt')])).code,
    ).not.toBe(0);
  });
});

async function listen(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? done() : fail(error)));
    server.listen(port, '127.0.0.1', done);
  });
  return server;
}
