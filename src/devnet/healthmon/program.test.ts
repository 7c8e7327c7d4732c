import { afterEach, describe, expect, it } from 'vitest';
import { type Served, serve } from '../../../test/support/serve.ts';
import { type StartedProgram, startProgram } from '../../../test/support/start-program.ts';
import { statusOfTarget } from '../../../test/support/status-of-target.ts';
import { waitUntil } from '../../../test/support/wait-until.ts';
import { healthmonProgram } from './program.ts';

const open: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

async function monitor(options: Record<string, string>): Promise<StartedProgram> {
  const program = await startProgram(healthmonProgram, { 'service.addr': '127.0.0.1:0', ...options });
  open.push(program);
  return program;
}

async function chain(answer: (path: string) => unknown, port = 0): Promise<Served> {
  const served = await serve((request, response) => response.end(JSON.stringify(answer(request.url ?? ''))), port);
  open.push({ stop: served.close });
  return served;
}

async function ready(program: StartedProgram): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${program.url}/ready`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('healthmon', () => {
  it('answers 503 with the reason until an execution client answers, then 200 with head and age', async () => {
    const before = await serve(() => {});
    await before.close();
    const program = await monitor({ chain: 'execution', url: before.url, blocktime: '60s' });
    await waitUntil('a first look', async () => (await ready(program)).body.reason === 'connection refused');
    expect((await ready(program)).status).toBe(503);
    expect((await fetch(`${program.url}/livez`)).status).toBe(200);
    expect((await fetch(`${program.url}/`)).status).toBe(200);

    await chain(() => ({ jsonrpc: '2.0', id: 1, result: { number: '0x1f', timestamp: '0x1' } }), before.port);
    await waitUntil('ready', async () => (await ready(program)).status === 200);
    expect((await ready(program)).body).toEqual({ ready: true, head: 31, age_ms: expect.any(Number) });
  });

  it('reads the head slot of a beacon node and counts slot 0', async () => {
    const beacon = await chain((path) => ({
      data: path.endsWith('/genesis') ? { genesis_time: '32503680000' } : { head_slot: '0', is_syncing: false },
    }));
    const program = await monitor({ chain: 'beacon', url: beacon.url, blocktime: '1s' });
    await waitUntil('ready', async () => (await ready(program)).status === 200);
    expect((await ready(program)).body.head).toBe(0);
  });

  it('notices a chain that stands still, and one that goes on', async () => {
    let slot = 5;
    const beacon = await chain((path) => ({
      data: path.endsWith('/genesis') ? { genesis_time: '1' } : { head_slot: String(slot) },
    }));
    const program = await monitor({ chain: 'beacon', url: beacon.url, blocktime: '100ms' });
    await waitUntil('ready', async () => (await ready(program)).status === 200);
    await waitUntil('not ready', async () => (await ready(program)).status === 503);
    expect((await ready(program)).body.reason).toMatch(/^no new block for .* \(block time 100 ms\)$/);
    await waitUntil('the warning', () => program.lines.some((line) => line.includes('not ready')));
    slot = 6;
    await waitUntil('ready again', () => program.lines.some((line) => line.endsWith(' ready head=6')));
  });

  it('gives the reason when what stands at the URL is no such chain', async () => {
    const other = await chain(() => ({ hello: 'world' }));
    const program = await monitor({ chain: 'beacon', url: other.url });
    await waitUntil('a first look', async () => String((await ready(program)).body.reason).includes('head slot'));
    expect((await ready(program)).status).toBe(503);
  });

  it('answers whatever is asked for', async () => {
    const beacon = await chain(() => ({ data: { head_slot: '0' } }));
    const program = await monitor({ chain: 'beacon', url: beacon.url });
    for (const [target, status] of [
      ['//', 404],
      ['//[', 404],
      ['*', 404],
      ['/livez?x', 200],
    ] as const) {
      expect(await statusOfTarget(program.url, target)).toBe(status);
    }
  });

  it.each([
    [{ chain: 'moon', url: 'http://127.0.0.1:1' }, '--chain: there is no chain "moon"'],
    [{ chain: 'beacon', url: 'localhost:1' }, '--url: "localhost:1" is not an http URL'],
    [
      { chain: 'beacon', url: 'http://127.0.0.1:1', 'service.addr': 'here' },
      '--service.addr: "here" is not an address',
    ],
    [{ chain: 'beacon', url: 'http://127.0.0.1:1', blocktime: 'soon' }, '"soon" is not a duration'],
  ])('refuses %o', async (options, message) => {
    await expect(monitor(options as Record<string, string>)).rejects.toThrow(message);
  });

  it('lets a taken port reach its caller', async () => {
    const taken = await chain(() => ({}));
    const options = { chain: 'beacon', url: taken.url, 'service.addr': `127.0.0.1:${taken.port}` };
    await expect(monitor(options)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
