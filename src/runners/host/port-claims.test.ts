import { createSocket } from 'node:dgram';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePorts, HostWorld } from '../../../test/support/host-world.ts';
import { emptyService } from '../../manifest/builder.ts';
import type { Manifest } from '../../manifest/service.ts';
import { PortClaims } from './port-claims.ts';

describe('port claims', () => {
  let stateDir: string;
  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'ports-'));
  });
  afterEach(() => rmSync(stateDir, { recursive: true }));

  const claims = (sessionId: string) => new PortClaims({ stateDir, sessionId, bindExternal: false });
  const manifest = (ports: Record<string, number>): Manifest => ({
    services: Object.entries(ports).map(([name, port]) => ({
      ...emptyService(name),
      ports: (['tcp', 'udp'] as const).map((protocol) => ({ name: 'http', port, protocol, hostPort: 0 })),
    })),
  });

  it('takes the default where it is free, and moves up where TCP or UDP is taken or a session has it', async () => {
    const [a = 0] = await freePorts(1);
    const first = claims('first');
    await first.claimAll(manifest({ a }), {});
    expect(first.numbers).toEqual({ 'a/http': a });
    const second = claims('second');
    await second.claimAll(manifest({ a }), {});
    expect(second.numbers['a/http']).toBeGreaterThan(a);
    first.releaseAll();
    second.releaseAll();
    expect(readdirSync(join(stateDir, 'ports'))).toEqual([]);
    const tcp = createServer();
    await new Promise<void>((done) => tcp.listen(a, '127.0.0.1', done));
    await first.claimAll(manifest({ a }), {});
    expect(first.numbers['a/http']).toBeGreaterThan(a);
    await new Promise((done) => tcp.close(done));
    const udp = createSocket('udp4');
    await new Promise<void>((done) => udp.bind(a, '127.0.0.1', done));
    await second.claimAll(manifest({ a }), {});
    expect(second.numbers['a/http']).toBeGreaterThan(a);
    await new Promise<void>((done) => udp.close(done));
  });

  it('gives two services with one default two numbers, and no default of one to the other', async () => {
    const [a = 0] = await freePorts(1);
    const session = claims('session');
    await session.claimAll(manifest({ a, b: a, c: a + 1 }), {});
    const { 'a/http': first, 'b/http': second, 'c/http': third } = session.numbers;
    expect(first).toBe(a);
    expect(new Set([first, second, third]).size).toBe(3);
    expect(third === a + 1 || (third ?? 0) > a + 1).toBe(true);
    session.releaseAll();
  });

  it('takes a number over from a process that is gone', async () => {
    const [a = 0] = await freePorts(1);
    mkdirSync(join(stateDir, 'ports'));
    writeFileSync(join(stateDir, 'ports', String(a)), '4194301\t1\tdead\n');
    const session = claims('session');
    await session.claimAll(manifest({ a }), {});
    expect(session.numbers).toEqual({ 'a/http': a });
    session.releaseAll();
  });

  it('moves a port, and gives the old number back', async () => {
    const [a = 0] = await freePorts(1);
    const session = claims('session');
    await session.claimAll(manifest({ a }), {});
    const { from, to } = await session.move('a/http');
    expect(from).toBe(a);
    expect(session.numbers).toEqual({ 'a/http': to });
    expect(readdirSync(join(stateDir, 'ports'))).toEqual([String(to)]);
    session.releaseAll();
  });

  it('says so when there is nowhere to write', async () => {
    writeFileSync(join(stateDir, 'ports'), 'a file');
    await expect(claims('session').claimAll(manifest({ a: 1 }), {})).rejects.toMatchObject({ kind: 'environment' });
  });

  it('never gives one number to two of four processes that start at once', async () => {
    const [a = 0] = await freePorts(1);
    const world = new HostWorld();
    const script = (i: number) => `
      import { PortClaims } from ${JSON.stringify(resolve('src/runners/host/port-claims.ts'))};
      process.stdin.once('data', async () => {
        const claims = new PortClaims({ stateDir: ${JSON.stringify(stateDir)}, sessionId: 's${i}', bindExternal: false });
        await claims.claimAll(${JSON.stringify(manifest({ a, b: a + 1, c: a + 2, d: a + 3 }))}, {});
        console.log(JSON.stringify(Object.values(claims.numbers)));
      });
      console.log('armed');`;
    const racers = [0, 1, 2, 3].map((i) => world.node(script(i)));
    const outputs = racers.map(() => '');
    for (const [i, racer] of racers.entries()) {
      racer.stdout?.on('data', (chunk) => {
        outputs[i] += chunk;
      });
    }
    await expect.poll(() => outputs.every((text) => text.includes('armed')), { timeout: 15_000 }).toBe(true);
    for (const racer of racers) racer.stdin?.write('go\n');
    await expect.poll(() => outputs.every((text) => text.includes(']')), { timeout: 15_000 }).toBe(true);
    const numbers = outputs.flatMap((text) => JSON.parse(text.slice(text.indexOf('['))) as number[]);
    expect(new Set(numbers).size).toBe(16);
    await world.close();
  });
});
