import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Served, serve } from '../../../test/support/serve.ts';
import { type StartedProgram, startProgram } from '../../../test/support/start-program.ts';
import { statusOfTarget } from '../../../test/support/status-of-target.ts';
import { probeProgram } from './program.ts';

const open: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});

async function probe(targets: Record<string, string>, options: Record<string, string> = {}): Promise<StartedProgram> {
  const target = Object.entries(targets).map(([service, url]) => `${service}=${url}`);
  const program = await startProgram(probeProgram, { target, port: '0', timeout: '30s', ...options });
  open.push(program);
  return program;
}

async function service(...args: Parameters<typeof serve>): Promise<Served> {
  const served = await serve(...args);
  open.push({ stop: served.close });
  return served;
}

async function ask(program: StartedProgram, name: string, path = '/', headers: Record<string, string> = {}) {
  const response = await fetch(`${program.url}${path}`, { headers: { 'Playground-Service': name, ...headers } });
  return { status: response.status, text: await response.text() };
}

describe('probe', () => {
  it('passes path and query on to the service that the header names', async () => {
    const seen: string[] = [];
    const noting = (name: string) =>
      service(({ method, url }, response) => {
        seen.push(`${name} ${method} ${url}`);
        response.end('here');
      });
    const [el, cl] = [await noting('el'), await noting('cl')];
    const program = await probe({ el: el.url, cl: `${cl.url}/` });
    expect(await ask(program, 'cl', '/eth/v1/node/health?syncing_status=206&x=%2F')).toEqual({
      status: 200,
      text: `cl: ${cl.url}/eth/v1/node/health?syncing_status=206&x=%2F: 200\n`,
    });
    await ask(program, 'el');
    expect(seen).toEqual(['cl GET /eth/v1/node/health?syncing_status=206&x=%2F', 'el GET /']);
  });

  it.each([
    [200, 200],
    [204, 200],
    [302, 200],
    [404, 200],
    [405, 200],
    [500, 503],
    [503, 503],
  ])('takes %i for %i', async (status, expected) => {
    const el = await service((_, response) => response.writeHead(status, { location: '/elsewhere' }).end());
    const program = await probe({ el: el.url });
    expect(await ask(program, 'el')).toEqual({ status: expected, text: `el: ${el.url}/: ${status}\n` });
  });

  it('says why there was no answer', async () => {
    const gone = await serve(() => {});
    await gone.close();
    const cut = await service((_, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('half');
      response.socket?.destroySoon();
    });
    const program = await probe({ gone: gone.url, cut: cut.url });
    expect(await ask(program, 'gone')).toEqual({ status: 503, text: `gone: ${gone.url}/: connection refused\n` });
    const { status, text } = await ask(program, 'cut');
    expect(status).toBe(503);
    expect(text).toContain('before the answer was complete');
  });

  it('waits as long as it may, by itself or as the question says, and for the whole answer', async () => {
    const slow = await service((_, response) => void response.writeHead(200).write('and'));
    const program = await probe({ slow: slow.url }, { timeout: '30ms' });
    expect(await ask(program, 'slow')).toEqual({
      status: 503,
      text: `slow: ${slow.url}/: no complete answer within 30 ms\n`,
    });
    const asked = await ask(program, 'slow', '/', { 'Playground-Timeout': '60ms' });
    expect(asked.text).toContain('within 60 ms');
    for (const limit of ['soon', '0s', '2h']) {
      expect((await ask(program, 'slow', '/', { 'Playground-Timeout': limit })).status).toBe(400);
    }
  });

  it('lets go of a service when whoever asks has left', async () => {
    const left = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const slow = await service((_, response) => {
      response.on('close', left.resolve);
      asked.resolve();
    });
    const program = await probe({ slow: slow.url }, { timeout: '1h' });
    const kubelet = request(program.url, { headers: { 'Playground-Service': 'slow' } }).on('error', () => {});
    kubelet.end();
    await asked.promise;
    kubelet.destroy();
    await left.promise;
    expect(program.lines.filter((line) => line.includes('asked'))).toEqual([]);
  });

  it('knows only what was declared, and tells what that is', async () => {
    const program = await probe({ el: 'http://127.0.0.1:1', cl: 'http://localhost:2/base' });
    expect(await ask(program, 'relay')).toEqual({
      status: 404,
      text: 'there is no service "relay"; there are: el, cl\n',
    });
    expect((await fetch(program.url)).status).toBe(404);
    expect((await fetch(program.url, { method: 'POST', headers: { 'Playground-Service': 'el' } })).status).toBe(405);
  });

  it('answers whatever is asked for', async () => {
    const el = await service((_, response) => response.end());
    const program = await probe({ el: el.url });
    const headers = { 'Playground-Service': 'el' };
    const statuses = ['//', '//[', '*', 'http://example.org/x', '/..//\\@example.org'];
    expect(await Promise.all(statuses.map((target) => statusOfTarget(program.url, target, headers)))).toEqual([
      200, 200, 400, 200, 200,
    ]);
  });

  it('logs each change of an answer once', async () => {
    let status = 503;
    const el = await service((_, response) => response.writeHead(status).end());
    const program = await probe({ el: el.url });
    for (const next of [503, 503, 200, 200]) {
      status = next;
      await ask(program, 'el');
    }
    const asked = program.lines.filter((line) => line.includes('asked'));
    expect(asked.map((line) => line.replace(/^\S+ /, ''))).toEqual([
      `warn  probe: asked service=el url=${el.url}/ answer=503`,
      `info  probe: asked service=el url=${el.url}/ answer=200`,
    ]);
  });

  it.each([
    ['el', '"el" is not SERVICE=URL'],
    ['=http://localhost:1', '"=http://localhost:1" is not SERVICE=URL'],
    ['el=localhost:1', '"localhost:1" is not an http URL'],
    ['el=http://example.org', 'http://example.org is not on this machine'],
    ['el=http://127.0.0.1.example.org', 'is not on this machine'],
    ['el=http://localhost@example.org', 'is not on this machine'],
  ])('refuses the target %s', async (target, message) => {
    await expect(startProgram(probeProgram, { target: [target], port: '0' })).rejects.toThrow(message);
  });

  it('refuses one service twice', async () => {
    const target = ['el=http://[::1]:1', 'el=http://localhost:1'];
    await expect(startProgram(probeProgram, { target, port: '0' })).rejects.toThrow('el is there twice');
  });
});
