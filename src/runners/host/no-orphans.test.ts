import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePorts, HostWorld, isRunning } from '../../../test/support/host-world.ts';

/** The promise is a second, and bench/ measures it; the machine of a test may be busy with other things. */
const SOON = { timeout: 10_000, interval: 20 };

describe('a runner that is killed', () => {
  let world: HostWorld;
  beforeEach(() => {
    world = new HostWorld();
  });
  afterEach(() => world.close());

  /** Another process that runs stubborn services with grandchildren, and prints their process numbers. */
  async function startElsewhere(): Promise<{ cli: ChildProcess; pids: number[] }> {
    const [first = 0, second = 0] = await freePorts(2);
    const services = [
      world.service('a', first, '--stubborn', '--child'),
      world.service('b', second),
      world.shell('c', 'trap "" TERM; sleep 1000 & wait'),
    ];
    const cli = world.node(`
      import { createHostRunner } from ${JSON.stringify(resolve('src/runners/host/host-runner.ts'))};
      const request = ${JSON.stringify(world.request(services))};
      const run = await createHostRunner().start({ ...request, onChange() {} }, () => {}, new AbortController().signal);
      console.log(JSON.stringify(run.services().map((service) => service.pid)));
      setInterval(() => {}, 1000);
    `);
    let output = '';
    cli.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    await expect.poll(() => output, { timeout: 15_000 }).toContain('\n');
    const grandchild = /child (\d+)/.exec(readFileSync(join(world.dir, 'logs/a.log'), 'utf8'))?.[1];
    const pids: number[] = [...JSON.parse(output), Number(grandchild), ...sleepersOf(JSON.parse(output)[2])];
    expect(pids.map(isRunning)).toEqual(pids.map(() => true));
    return { cli, pids };
  }

  it('leaves no process behind', async () => {
    const { cli, pids } = await startElsewhere();
    const reaper = reaperOf(cli.pid);
    cli.kill('SIGKILL');
    await expect.poll(() => pids.filter(isRunning), SOON).toEqual([]);
    await expect.poll(() => isRunning(reaper), SOON).toBe(false);
  });

  it('leaves none when its reaper was killed before', async () => {
    const { cli, pids } = await startElsewhere();
    const first = reaperOf(cli.pid);
    process.kill(first, 'SIGKILL');
    await expect.poll(() => reapersOf(cli.pid).filter((pid) => pid !== first).length).toBe(1);
    // The new one has read what it was told once it sleeps in a read that has nothing more to give.
    const second = reaperOf(cli.pid);
    await expect.poll(() => stateOf(second)).toBe('S');
    cli.kill('SIGKILL');
    await expect.poll(() => pids.filter(isRunning), SOON).toEqual([]);
  });

  it('leaves none when the reaper is sent the signals of a terminal first', async () => {
    const { cli, pids } = await startElsewhere();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) process.kill(reaperOf(cli.pid), signal);
    cli.kill('SIGKILL');
    await expect.poll(() => pids.filter(isRunning), SOON).toEqual([]);
  });

  it('starts nothing that its reaper does not know yet', async () => {
    const started = join(world.dir, 'started');
    const spawned = {
      file: '/usr/bin/touch',
      args: [started],
      cwd: world.dir,
      env: {},
      stdio: ['ignore', 'ignore', 'ignore'],
    };
    const cli = world.node(`
      import { spawnGated } from ${JSON.stringify(resolve('src/runners/host/spawn-gated.ts'))};
      const slow = { add: () => new Promise(() => {}), remove() {} };
      const { pid } = await spawnGated(${JSON.stringify(spawned)}, slow);
      console.log(pid);
      setInterval(() => {}, 1000);
    `);
    const pid = await new Promise<number>((done) => cli.stdout?.once('data', (chunk) => done(Number(chunk))));
    expect(isRunning(pid)).toBe(true);
    cli.kill('SIGKILL');
    await expect.poll(() => isRunning(pid), SOON).toBe(false);
    expect(existsSync(started)).toBe(false);
  });
});

describe('the end of any service', () => {
  let world: HostWorld;
  beforeEach(() => {
    world = new HostWorld();
  });
  afterEach(() => world.close());

  it.each([0, 1, 2])('by kill -9 of number %i ends the others', async (victim) => {
    const [first = 0, second = 0] = await freePorts(2);
    const run = await world.start(
      world.request([world.service('a', first), world.service('b', second), world.shell('c', 'exec sleep 1000')]),
    );
    const pids = run.services().map((service) => service.pid ?? 0);
    process.kill(pids[victim] ?? 0, 'SIGKILL');
    const end = await run.ended;
    expect(end).toMatchObject({ reason: 'service-died', death: { service: 'abc'[victim], signal: 'SIGKILL' } });
    expect(pids.map(isRunning)).toEqual([false, false, false]);
  });
});

function reaperOf(parent: number | undefined): number {
  return reapersOf(parent)[0] ?? 0;
}

/** Children of a process whose command line is the reaper's script. */
function reapersOf(parent: number | undefined): number[] {
  return childrenOf(parent).filter((pid) => readProc(pid, 'cmdline').includes('groups='));
}

function sleepersOf(parent: number): number[] {
  return childrenOf(parent);
}

function childrenOf(parent: number | undefined): number[] {
  return readProc(parent, `task/${parent}/children`).trim().split(' ').filter(Boolean).map(Number);
}

function stateOf(pid: number): string | undefined {
  return readProc(pid, 'stat').split(') ')[1]?.[0];
}

function readProc(pid: number | undefined, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
