import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePorts, HostWorld, isRunning } from '../../../test/support/host-world.ts';
import type { PlaygroundEvent } from '../../lib/events.ts';
import { createHostRunner } from './host-runner.ts';

describe('host runner', () => {
  let world: HostWorld;
  let ports: number[];
  beforeEach(async () => {
    world = new HostWorld();
    ports = await freePorts(4);
  });
  afterEach(() => world.close());

  const port = (i: number) => ports[i] ?? 0;
  const check = (service: string, number: number) => ({
    ...world.service(service, number),
    readyCheck: {
      queryUrl: `http://localhost:${number}/`,
      test: [],
      interval: 1000,
      startPeriod: 0,
      timeout: 0,
      retries: 3,
    },
  });
  const states = (service: string) =>
    world.events.flatMap((event) => (event.type === 'service' && event.service === service ? [event.state] : []));
  const log = (service: string) => readFileSync(join(world.dir, `logs/${service}.log`), 'utf8');

  it('starts services in the order of their conditions, with environment and addresses, and stops them all', async () => {
    const gate = join(world.root, 'gate');
    const a = { ...check('a', port(0)), env: { GREETING: 'hi there' } };
    a.args.push('--ready-when', gate);
    const b = { ...world.service('b', port(1)), dependsOn: [{ name: 'a', condition: 'healthy' as const }] };
    b.args.push('--peer', '{{Service "a" "http" "http" ""}}');
    const c = {
      ...world.shell('c', 'echo c; exec sleep 1000'),
      dependsOn: [{ name: 'a', condition: 'running' as const }],
    };
    const starting = world.start(world.request([b, c, a]));
    await expect.poll(() => states('c')).toEqual(['waiting', 'starting', 'running']);
    expect(states('b')).toEqual(['waiting']);
    writeFileSync(gate, '');
    const run = await starting;
    expect(states('a')).toEqual(['starting', 'running', 'healthy']);
    expect(states('b')).toEqual(['waiting', 'starting', 'running', 'healthy']);
    expect(log('a')).toContain('greeting hi there');
    expect(log('b')).toContain(`peer http://127.0.0.1:${port(0)}`);
    const pids = run.services().map((service) => service.pid);
    expect(pids.map(isRunning)).toEqual([true, true, true]);
    expect(readdirSync(join(world.stateDir, 'ports')).sort()).toEqual([port(0), port(1)].map(String).sort());
    await run.stop({ grace: 5000 });
    expect(await run.ended).toEqual({ reason: 'stopped' });
    expect(pids.map(isRunning)).toEqual([false, false, false]);
    expect(readdirSync(join(world.stateDir, 'ports'))).toEqual([]);
    expect(world.changes.map((service) => service.pid)).toEqual([undefined, undefined, undefined]);
  });

  it('prints a plan that touches nothing', async () => {
    const a = { ...check('a', port(0)), prepare: [['init']] };
    const b = { ...world.shell('b', 'true'), dependsOn: [{ name: 'a', condition: 'healthy' as const }] };
    const { steps } = await createHostRunner().plan(world.request([b, a]));
    expect(steps.map(({ action, service, reason }) => `${action} ${service}: ${reason}`)).toEqual([
      'prepare a: waits for nothing',
      'start a: when it is prepared',
      'check a: until it is healthy',
      'start b: when a is healthy',
    ]);
    expect(existsSync(world.stateDir)).toBe(false);
  });

  it('runs preparations to their end, and refuses to start when one fails', async () => {
    const good = {
      ...world.shell('good', 'cat prepared && exec sleep 1000'),
      prepare: [['-c', 'echo yes > prepared']],
    };
    const run = await world.start(world.request([good]));
    await expect.poll(() => log('good')).toBe('yes\n');
    await run.stop({ grace: 1000 });
    const bad = {
      ...world.shell('bad', 'touch started; exec sleep 1000'),
      prepare: [['-c', 'echo no such chain; exit 4']],
    };
    await expect(world.start(world.request([bad]))).rejects.toMatchObject({
      code: 'preparation-failed',
      message: 'bad: `/bin/sh -c echo no such chain; exit 4` ended with exit code 4',
      hint: 'no such chain',
    });
    expect(existsSync(join(world.dir, 'started'))).toBe(false);
  });

  it('ends the session when a service dies, with its last ten lines, and takes the others along', async () => {
    const gate = join(world.root, 'gate');
    const run = await world.start(
      world.request([world.service('a', port(0), '--exit-when', gate), world.service('b', port(1))]),
    );
    const pids = run.services().map((service) => service.pid);
    writeFileSync(gate, '');
    const lastLines = Array.from({ length: 10 }, (_, i) => `line ${i + 3}`);
    expect(await run.ended).toEqual({
      reason: 'service-died',
      death: { service: 'a', exitCode: 3, signal: null, lastLines },
    });
    expect(pids.map(isRunning)).toEqual([false, false]);
  });

  it('tells who died while starting, and leaves nothing', async () => {
    const a = world.shell('a', 'echo cannot; exit 7');
    const b = { ...world.shell('b', 'exec sleep 1000'), dependsOn: [{ name: 'a', condition: 'healthy' as const }] };
    const c = check('c', port(0));
    c.args.push('--ready-when', join(world.root, 'never'));
    const outcome = world.start(world.request([a, b, c]));
    await expect(outcome).rejects.toMatchObject({
      code: 'service-died',
      message: 'a ended with exit code 7',
      hint: 'its last lines:\n    cannot',
    });
    expect(states('c')).toContain('exited');
    expect(readdirSync(join(world.stateDir, 'ports'))).toEqual([]);
  });

  it('says what is waited for when time is up', async () => {
    const a = check('a', port(0));
    a.args.push('--ready-when', join(world.root, 'never'));
    const b = { ...world.shell('b', 'exec sleep 1000'), dependsOn: [{ name: 'a', condition: 'healthy' as const }] };
    await expect(world.start(world.request([b, a], { startTimeout: 1500 }))).rejects.toMatchObject({
      code: 'start-timeout',
      message:
        `not ready after 1.5 s: a waits for http://127.0.0.1:${port(0)}/ (last answer: 503 Service Unavailable); ` +
        'b waits for a to be healthy',
    });
  });

  it('can be interrupted while it starts', async () => {
    const a = check('a', port(0));
    a.args.push('--ready-when', join(world.root, 'never'));
    const interruption = new AbortController();
    const outcome = world.start(world.request([a]), interruption.signal);
    const refused = expect(outcome).rejects.toMatchObject({ code: 'interrupted' });
    await expect.poll(() => states('a')).toContain('running');
    const pids = world.changes.map((service) => service.pid);
    interruption.abort();
    await refused;
    expect(pids.map(isRunning)).toEqual([false]);
  });

  it('kills what does not end in time, and what a service leaves behind', async () => {
    const a = world.service('a', port(0), '--stubborn', '--child');
    const run = await world.start(world.request([a]));
    const grandchild = Number(/child (\d+)/.exec(log('a'))?.[1]);
    expect(isRunning(grandchild)).toBe(true);
    await run.stop({ grace: 200 });
    expect(isRunning(grandchild)).toBe(false);
    expect(log('a')).toContain('no\n');
    expect(world.events).toContainEqual({ type: 'service', service: 'a', state: 'exited', detail: 'signal SIGKILL' });
  });

  it('moves a port that is lost between reservation and use, and restarts those who knew it', async () => {
    const a = world.service('a', port(0));
    const b = world.service('b', port(1), '--peer', '{{Service "a" "http" "http" ""}}');
    const c = world.service('c', port(2));
    const thief = createServer();
    const steal = (event: PlaygroundEvent) => {
      const starting = event.type === 'service' && event.service === 'a' && event.state === 'starting';
      if (starting && !thief.listening) thief.listen(port(0), '127.0.0.1');
    };
    const run = await world.start(world.request([a, b, c]), undefined, steal);
    const moved = world.events.find((event) => event.type === 'port-moved');
    expect(moved).toMatchObject({ service: 'a', port: 'http', from: port(0) });
    const [first] = run.services();
    expect(first?.ports[0]?.hostPort).toBeGreaterThan(port(0));
    expect(log('b')).toContain(`peer http://127.0.0.1:${first?.ports[0]?.hostPort}`);
    expect(states('c').filter((state) => state === 'starting')).toHaveLength(1);
    await run.stop({ grace: 1000 });
    thief.close();
  });

  it('gives up after five lost ports', async () => {
    const a = { ...world.service('a', port(0)), args: ['-e', 'process.exit(98)', '{{Port "http" 1}}'] };
    await expect(world.start(world.request([a]))).rejects.toMatchObject({ message: 'a ended with exit code 98' });
    expect(world.events.filter((event) => event.type === 'port-moved')).toHaveLength(5);
  });

  it('refuses a missing or broken program before anything starts', async () => {
    const started = join(world.dir, 'started');
    const a = world.shell('a', `touch ${started}; exec sleep 1000`);
    const broken = join(world.root, 'broken');
    writeFileSync(broken, 'not a program', { mode: 0o755 });
    for (const [hostPath, code] of [
      [join(world.root, 'missing'), 'binary-missing'],
      [world.web, 'binary-broken'],
      [broken, 'binary-broken'],
    ] as const) {
      const outcome = world.start(world.request([a, { ...world.shell('b', ''), hostPath }]));
      await expect(outcome).rejects.toMatchObject({ code, message: expect.stringContaining(`for b, ${hostPath}`) });
    }
    const { hostPath: _, ...unknown } = { ...world.shell('b', ''), entrypoint: 'no-such-program-here' };
    await expect(world.start(world.request([a, unknown]))).rejects.toMatchObject({
      code: 'binary-missing',
      message: 'b needs no-such-program-here, which is not on PATH',
    });
    expect(existsSync(started)).toBe(false);
  });

  it('takes the ports of the last run again where they are free', async () => {
    const wanted = port(3);
    const run = await world.start(
      world.request([world.service('a', port(0))], { preferredPorts: { 'a/http': wanted } }),
    );
    expect(run.services()[0]?.ports).toEqual([{ name: 'http', protocol: 'tcp', port: port(0), hostPort: wanted }]);
    await run.stop({ grace: 1000 });
  });
});
