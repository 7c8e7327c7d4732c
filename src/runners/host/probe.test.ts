import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePorts } from '../../../test/support/host-world.ts';
import type { ReadyCheck } from '../../manifest/service.ts';
import { ask, type Probe, probeOf } from './probe.ts';
import { Reaper } from './reaper.ts';

const check = (values: Partial<ReadyCheck>): ReadyCheck => ({
  ...{ queryUrl: '', test: [], interval: 0, startPeriod: 0, timeout: 0, retries: 0 },
  ...values,
});

describe('probeOf', () => {
  const url = 'http://127.0.0.1:1/ready';

  it('asks URLs itself, also those of wget and curl', () => {
    expect(probeOf(check({ queryUrl: url }))).toEqual({ kind: 'http', url, below: 500 });
    const wget = ['CMD', 'wget', '--spider', '--quiet', url];
    expect(probeOf(check({ test: wget }))).toEqual({ kind: 'http', url, below: 400 });
    expect(probeOf(check({ test: ['CMD', 'curl', '-fsS', url] }))).toEqual({ kind: 'http', url, below: 400 });
    expect(probeOf(check({ test: ['CMD', 'curl', url] }))).toEqual({ kind: 'http', url, below: 600 });
  });

  it('runs what it does not know', () => {
    const withHeader = ['curl', '-H', 'a: b', url];
    expect(probeOf(check({ test: ['CMD', ...withHeader] }))).toEqual({ kind: 'command', command: withHeader });
    const shell = { kind: 'command', command: ['/bin/sh', '-c', 'true'] };
    expect(probeOf(check({ test: ['CMD-SHELL', 'true'] }))).toEqual(shell);
    expect(probeOf(check({}))).toBeUndefined();
  });
});

describe('ask', () => {
  let reaper: Reaper;
  let server: Server;
  let port: number;
  beforeEach(async () => {
    reaper = new Reaper();
    [port = 0] = await freePorts(1);
    server = createServer((request, response) => {
      if (request.url === '/half') {
        response.writeHead(200, { 'content-length': '10' });
        response.write('half', () => response.destroy());
        return;
      }
      if (request.url === '/never') return;
      response.writeHead(Number(request.url?.slice(1))).end('answer');
    });
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await reaper.close();
  });

  const http = (path: string): Probe => ({ kind: 'http', url: `http://127.0.0.1:${port}${path}`, below: 500 });
  const command = (line: string): Probe => ({ kind: 'command', command: ['/bin/sh', '-c', line] });

  it.each([
    ['/200', true, '200 OK'],
    ['/404', true, '404 Not Found'],
    ['/503', false, '503 Service Unavailable'],
    ['/never', false, 'no answer in time'],
  ])('takes the answer of %s', async (path, ok, answer) => {
    expect(await ask(http(path), 300, '/', reaper)).toEqual({ ok, answer });
  });

  it('wants a complete answer, and one at all', async () => {
    expect((await ask(http('/half'), 1000, '/', reaper)).ok).toBe(false);
    const [closed = 0] = await freePorts(1);
    const refused = { kind: 'http', url: `http://127.0.0.1:${closed}/`, below: 500 } as const;
    expect(await ask(refused, 1000, '/', reaper)).toEqual({ ok: false, answer: 'connection refused' });
  });

  it('connects to a port', async () => {
    const [free = 0] = await freePorts(1);
    expect(await ask({ kind: 'tcp', port: free }, 1000, '/', reaper)).toEqual({
      ok: false,
      answer: 'connection refused',
    });
    const tcp = createTcpServer();
    await new Promise<void>((done) => tcp.listen(free, '127.0.0.1', done));
    expect((await ask({ kind: 'tcp', port: free }, 1000, '/', reaper)).ok).toBe(true);
    await new Promise((done) => tcp.close(done));
  });

  it('runs a command, and ends one that takes too long', async () => {
    expect(await ask(command('exit 0'), 5000, '/', reaper)).toEqual({ ok: true, answer: 'exit code 0' });
    const failed = await ask(command('echo bad luck >&2; exit 2'), 5000, '/', reaper);
    expect(failed).toEqual({ ok: false, answer: 'exit code 2 bad luck' });
    expect(await ask(command('sleep 1000'), 100, '/', reaper)).toEqual({ ok: false, answer: 'SIGKILL' });
    expect((await ask({ kind: 'command', command: ['/no/such'] }, 1000, '/', reaper)).ok).toBe(false);
  });
});
