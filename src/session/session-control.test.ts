import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRunning } from '../../test/support/host-world.ts';
import { SessionWorld } from '../../test/support/session-world.ts';
import { cleanSession } from './clean-session.ts';
import { findSession } from './find-session.ts';
import { listSessions } from './list-sessions.ts';
import { resumeSession } from './resume-session.ts';
import { sessionLogs } from './session-logs.ts';
import { sessionPorts } from './session-ports.ts';
import { stopSession } from './stop-session.ts';

const SOON = { timeout: 10_000, interval: 20 };

describe('a session and other processes', () => {
  let world: SessionWorld;
  beforeEach(async () => {
    world = await SessionWorld.create();
  });
  afterEach(() => world.close());

  const pidsOf = (dir: string) => world.record(dir).services.map(({ pid }) => pid ?? 0);
  const statusOf = async (id: string) => (await findSession({ name: id })).status;
  const resume = async (name?: string) =>
    world.adopt(await resumeSession({ commandLine: [], ...(name === undefined ? {} : { name }) }, world.emit));

  it('is stopped by another process, with its data, also when two ask at once', async () => {
    const cli = world.cli();
    const { id, dir } = await cli.line('started');
    const pids = pidsOf(dir);
    const stops = [stopSession({ name: id }, world.emit), stopSession({}, world.emit)];
    expect((await Promise.all(stops)).map(({ status }) => status)).toEqual(['stopped', 'stopped']);
    expect(await cli.line('end')).toEqual({ reason: 'stopped', folder: 'kept', resumable: true });
    expect(pids.map(isRunning)).toEqual([false, false]);
    expect(existsSync(join(dir, 'stop-request'))).toBe(false);
    expect(await stopSession({ name: id }, world.emit)).toMatchObject({ id, status: 'stopped' });
  });

  it('goes on where it stopped, on the same ports', async () => {
    const first = await world.start({ keep: true });
    await first.stop();
    const second = await resume();
    expect(second).toMatchObject({
      id: first.id,
      dir: first.dir,
      endpoints: first.endpoints,
      genesisTime: first.genesisTime,
    });
    expect(readFileSync(join(first.dir, 'volume-web-data/starts'), 'utf8')).toBe('xx');
    await expect(resume()).rejects.toMatchObject({ code: 'session-running' });
    expect(await second.stop()).toMatchObject({ folder: 'kept', resumable: true });
  });

  it('is cleaned while it runs, and when it does not', async () => {
    const cli = world.cli();
    const { id, dir } = await cli.line('started');
    const pids = pidsOf(dir);
    await cleanSession({ name: id }, world.emit);
    expect(pids.map(isRunning)).toEqual([false, false]);
    const kept = await world.start({ keep: true });
    await kept.stop();
    await cleanSession({}, world.emit);
    expect(world.names()).toEqual([]);
    const output = world.path('out');
    await (await world.start({ output, keep: true })).stop();
    await cleanSession({ name: output }, world.emit);
    expect(readdirSync(output)).not.toContain('session.json');
    expect(world.names()).toEqual([]);
  });

  it('whose process was killed is crashed, can be put away, and can be continued', async () => {
    for (const act of ['stop', 'clean', 'resume'] as const) {
      const cli = world.cli();
      const { id, dir } = await cli.line('started');
      const pids = pidsOf(dir);
      cli.child.kill('SIGKILL');
      await expect.poll(() => pids.filter(isRunning), SOON).toEqual([]);
      await expect.poll(() => statusOf(id), SOON).toBe('crashed');
      if (act === 'stop') expect(await stopSession({ name: id }, world.emit)).toMatchObject({ status: 'stopped' });
      if (act === 'resume') expect(await (await resume(id)).stop()).toMatchObject({ folder: 'kept' });
      await cleanSession({ name: id }, world.emit);
      expect(world.names()).toEqual([]);
      expect(world.claimedPorts()).toEqual([]);
    }
  });

  it('of a killed process makes room for another in the same --output', async () => {
    const output = world.path('out');
    const cli = world.cli({ options: { output } });
    await cli.line('started');
    const pids = pidsOf(output);
    cli.child.kill('SIGKILL');
    await expect.poll(() => pids.filter(isRunning), SOON).toEqual([]);
    const session = await world.start({ output });
    expect(world.events).toContainEqual({ type: 'notice', message: expect.stringContaining('took over the folder') });
    expect(world.names()).toEqual([session.id, 'latest'].sort());
  });

  it('ends at a Ctrl-C in the middle of its start', async () => {
    const cli = world.cli({ recipe: world.recipeOptions({ args: ['--ready-when', world.path('never')] }) });
    await expect
      .poll(() => cli.lines().some((line) => line.service === 'web' && line.state === 'running'), SOON)
      .toBe(true);
    cli.child.kill('SIGINT');
    expect(await cli.line('error')).toMatchObject({ code: 'interrupted' });
    expect(world.names()).toEqual([]);
  });

  it('never shares a folder or a port with three others that start at once', async () => {
    const clis = [0, 1, 2, 3].map(() => world.cli());
    const started = await Promise.all(clis.map((cli) => cli.line('started')));
    expect(new Set(started.map(({ dir }) => dir)).size).toBe(4);
    expect(new Set(started.map(({ endpoints }) => endpoints[0].hostPort)).size).toBe(4);
    for (const cli of clis) cli.child.kill('SIGINT');
    await Promise.all(clis.map((cli) => cli.line('end')));
    expect(world.names()).toEqual([]);
    expect(world.claimedPorts()).toEqual([]);
  });

  it('lets one of four have an --output folder', async () => {
    const output = world.path('out');
    const clis = [0, 1, 2, 3].map(() => world.cli({ options: { output } }));
    const outcomes = await Promise.all(clis.map((cli) => Promise.race([cli.line('started'), cli.line('error')])));
    const refused = outcomes.filter(({ code }) => code === 'session-running');
    expect(refused).toHaveLength(3);
    const [winner] = outcomes.filter(({ dir }) => dir === output);
    expect(world.names()).toEqual([winner.id, 'latest'].sort());
    expect(await stopSession({ name: winner.id }, world.emit)).toMatchObject({ status: 'stopped' });
  });

  describe('in the background', () => {
    it('runs on when the foreground is gone, until it is stopped', async () => {
      const cli = world.cli({ options: { detached: true } });
      const { id, dir } = await cli.line('started');
      expect(await cli.line('end')).toEqual({ reason: 'detached', folder: 'kept', resumable: true });
      await expect.poll(() => cli.child.exitCode, SOON).toBe(0);
      expect(cli.lines()).toContainEqual(
        expect.objectContaining({ type: 'service', service: 'web', state: 'healthy' }),
      );
      const { owner } = world.record(dir);
      expect(isRunning(owner.pid)).toBe(true);
      expect(readFileSync(join(dir, 'logs/playground.log'), 'utf8')).toContain('"ready"');
      const pids = [owner.pid, ...pidsOf(dir)];
      await cleanSession({ name: id }, world.emit);
      await expect.poll(() => pids.filter(isRunning), SOON).toEqual([]);
      expect(world.names()).toEqual([]);
    });

    it('tells the foreground why it did not start', async () => {
      const recipe = world.recipeOptions({ shell: 'echo oh no; exit 1' });
      const cli = world.cli({ recipe, options: { detached: true } });
      expect(await cli.line('error')).toEqual({ code: 'service-died', message: 'second ended with exit code 1' });
    });

    it.each(['SIGKILL', 'SIGINT'] as const)(
      'leaves nothing when the foreground gets %s before it is ready',
      async (signal) => {
        const recipe = world.recipeOptions({ args: ['--ready-when', world.path('never')] });
        const cli = world.cli({ recipe, options: { detached: true } });
        await expect
          .poll(() => cli.lines().some((line) => line.service === 'web' && line.state === 'running'), SOON)
          .toBe(true);
        const [{ pid }] = cli.lines().filter((line) => line.pid !== undefined);
        const [name = ''] = world.names().filter((entry) => entry !== 'latest');
        const { owner } = world.record(join(world.sessions, name));
        cli.child.kill(signal);
        await expect.poll(() => [pid, owner.pid].filter(isRunning), SOON).toEqual([]);
        expect(world.names()).toEqual([]);
      },
    );

    it('ends with its services when it is killed itself', async () => {
      const cli = world.cli({ options: { detached: true } });
      const { id, dir } = await cli.line('started');
      const pids = pidsOf(dir);
      process.kill(world.record(dir).owner.pid, 'SIGKILL');
      await expect.poll(() => pids.filter(isRunning), SOON).toEqual([]);
      await expect.poll(() => statusOf(id), SOON).toBe('crashed');
    });
  });

  describe('that is looked up', () => {
    it('has names, folders, a latest, and neighbours', async () => {
      await expect(findSession({})).rejects.toMatchObject({ code: 'no-session' });
      const kept = await world.start({ keep: true });
      await kept.stop();
      const running = await world.start({ output: world.path('out') });
      expect((await listSessions()).map(({ id, status }) => [id, status])).toEqual([
        [running.id, 'ready'],
        [kept.id, 'stopped'],
      ]);
      expect(await findSession({})).toMatchObject({ id: running.id });
      expect(await findSession({ name: 'latest' })).toMatchObject({ id: running.id });
      expect(await findSession({ name: world.path('out') })).toMatchObject({ id: running.id });
      expect(await findSession({ name: kept.id })).toMatchObject({ dir: kept.dir });
      await expect(findSession({ name: `${kept.id}x` })).rejects.toMatchObject({
        code: 'unknown-session',
        hint: `did you mean ${kept.id}?`,
      });
      expect(await sessionPorts({ name: running.id })).toEqual(running.endpoints);
    });

    it('is listed as unreadable when its file is cut short or edited, and can be cleaned all the same', async () => {
      const session = await world.start({ keep: true });
      await session.stop();
      const path = join(session.dir, 'session.json');
      for (const damage of [
        () => truncateSync(path, 100),
        () => writeFileSync(path, '[]'),
        () => writeFileSync(path, '{"version": 9}'),
        () => writeFileSync(path, JSON.stringify({ ...session, version: 1, services: 'none' })),
      ]) {
        damage();
        const [summary] = await listSessions();
        expect(summary).toMatchObject({
          id: session.id,
          status: 'unreadable',
          problem: expect.stringContaining('session.json'),
        });
      }
      await expect(resume(session.id)).rejects.toMatchObject({ code: 'not-resumable' });
      await cleanSession({ name: session.id }, world.emit);
      expect(world.names()).toEqual([]);
    });

    it('is forgotten when its --output folder has gone', async () => {
      const output = world.path('out');
      const session = await world.start({ output, keep: true });
      await session.stop();
      rmSync(output, { recursive: true });
      expect(await listSessions()).toMatchObject([
        { id: session.id, status: 'unreadable', problem: 'its folder is gone' },
      ]);
      await cleanSession({ name: session.id }, world.emit);
      expect(await listSessions()).toEqual([]);
    });

    it('is not found in folders that are none of ours', async () => {
      mkdirSync(join(world.sessions, 'stranger'), { recursive: true });
      symlinkSync('/tmp', join(world.sessions, 'link'));
      expect(await listSessions()).toEqual([]);
      await expect(cleanSession({ name: '/tmp' }, world.emit)).rejects.toMatchObject({ code: 'unknown-session' });
    });
  });

  describe('with a damaged manifest', () => {
    it.each([
      ['cut short', (text: string) => text.slice(0, 200), 'invalid-manifest-file'],
      [
        'with a template that names no port',
        (text: string) => text.replace('{{Port \\"http\\"', '{{Sort \\"http\\"'),
        'invalid-manifest',
      ],
    ])('%s is refused before anything starts', async (_, damage, code) => {
      const session = await world.start({ keep: true });
      await session.stop();
      const path = join(session.dir, 'manifest.json');
      const text = readFileSync(path, 'utf8');
      expect(damage(text)).not.toBe(text);
      writeFileSync(path, damage(text));
      await expect(resume()).rejects.toMatchObject({ code, message: expect.stringContaining('manifest.json') });
      writeFileSync(path, text);
      expect(await (await resume()).stop()).toMatchObject({ folder: 'kept' });
    });
  });

  describe('and its logs', () => {
    const read = async (options: Omit<Parameters<typeof sessionLogs>[0], 'name'>) => {
      let text = '';
      for await (const chunk of sessionLogs(options)) text += chunk;
      return text;
    };

    it('are read whole or from their end', async () => {
      const session = await world.start({}, { shell: 'for i in 1 2 3 4; do echo "zeile $i ä"; done; exec sleep 1000' });
      await expect.poll(() => read({ service: 'second' })).toBe('zeile 1 ä\nzeile 2 ä\nzeile 3 ä\nzeile 4 ä\n');
      expect(await read({ service: 'second', lines: 2 })).toBe('zeile 3 ä\nzeile 4 ä\n');
      expect(await read({ service: 'second', lines: 9 })).toContain('zeile 1');
      writeFileSync(join(session.dir, 'logs/second.log'), 'one\ntwo without an end');
      expect(await read({ service: 'second', lines: 1 })).toBe('two without an end');
      await expect(read({ service: 'secnd' })).rejects.toMatchObject({ hint: 'did you mean second?' });
    });

    it('are followed until the session ends', async () => {
      const gate = world.path('gate');
      const session = await world.start({ keep: true }, { args: ['--exit-when', gate] });
      const following = read({ service: 'web', follow: true });
      writeFileSync(gate, '');
      expect(await following).toContain('line 12\n');
      await session.done;
    });

    it('are left when the reader has seen enough', async () => {
      await world.start();
      const enough = new AbortController();
      const following = read({ service: 'web', follow: true, signal: enough.signal });
      enough.abort();
      await following;
    });
  });
});
