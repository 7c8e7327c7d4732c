import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRunning } from '../../test/support/host-world.ts';
import { SessionWorld } from '../../test/support/session-world.ts';
import { PlaygroundError } from '../lib/errors.ts';
import { emptyService } from '../manifest/builder.ts';
import type { Service } from '../manifest/service.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { findSession } from './find-session.ts';
import { startSession } from './start-session.ts';

describe('startSession', () => {
  let world: SessionWorld;
  beforeEach(async () => {
    world = await SessionWorld.create();
  });
  afterEach(() => world.close());

  it('runs a session in a folder of its own, and removes everything at the end', async () => {
    const session = await world.start();
    expect(session.dir).toBe(join(world.sessions, session.id));
    expect(readlinkSync(join(world.sessions, 'latest'))).toBe(session.id);
    expect(readdirSync(session.dir).sort()).toEqual([
      '.builder-playground',
      ...[
        'deep',
        'genesis.json',
        'graph.dot',
        'logs',
        'manifest.json',
        'session.json',
        'session.lock',
        'volume-web-data',
      ],
    ]);
    expect(statSync(join(session.dir, 'deep/er/file')).mode & 0o777).toBe(0o600);
    expect(session.endpoints).toEqual([
      {
        service: 'web',
        port: 'http',
        protocol: 'tcp',
        containerPort: world.port,
        hostPort: world.port,
        url: `http://127.0.0.1:${world.port}`,
      },
    ]);
    const record = world.record(session.dir);
    expect(record).toMatchObject({ id: session.id, status: 'ready', recipe: 'small', owner: { pid: process.pid } });
    expect(record.services.map(({ pid }) => isRunning(pid))).toEqual([true, true]);
    expect(world.events.filter(({ type }) => type === 'phase').map((event) => 'phase' in event && event.phase)).toEqual(
      [...['cook', 'write', 'start', 'ready']],
    );
    expect(await session.stop()).toEqual({ reason: 'stopped', folder: 'removed', resumable: false });
    expect(record.services.map(({ pid }) => isRunning(pid))).toEqual([false, false]);
    expect(world.names()).toEqual([]);
    expect(world.claimedPorts()).toEqual([]);
    expect(await session.stop({ force: true })).toEqual(await session.done);
  });

  it('keeps the folder when asked', async () => {
    const session = await world.start({ keep: true });
    expect(await session.stop()).toEqual({ reason: 'stopped', folder: 'kept', resumable: true });
    expect(world.record(session.dir)).toMatchObject({ status: 'stopped', keep: true });
    expect(existsSync(join(session.dir, 'session.lock'))).toBe(false);
  });

  it('waits for data that is being put away, unless it is told to stop at once', async () => {
    const session = await world.start({ keep: true }, { args: ['--stubborn'] });
    const { services } = world.record(session.dir);
    const stopping = session.stop();
    const log = () => readFileSync(join(session.dir, 'logs/web.log'), 'utf8');
    await expect.poll(log).toContain('no');
    expect(isRunning(services[0]?.pid)).toBe(true);
    await session.stop({ force: true });
    expect(await stopping).toMatchObject({ folder: 'kept', resumable: true });
    expect(isRunning(services[0]?.pid)).toBe(false);
  });

  it('minds no clock that jumps', async () => {
    const gate = world.path('gate');
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const starting = world.start({ keep: true }, { args: ['--ready-when', gate] });
      await expect
        .poll(() => world.events.some((event) => event.type === 'service' && event.state === 'running'))
        .toBe(true);
      vi.setSystemTime(Date.now() + 3_600_000);
      writeFileSync(gate, '');
      const session = await starting;
      vi.setSystemTime(Date.now() - 7_200_000);
      expect(await findSession({})).toMatchObject({ id: session.id, status: 'ready' });
      await expect(world.start({ output: session.dir })).rejects.toMatchObject({ code: 'session-running' });
      expect(await session.stop()).toMatchObject({ reason: 'stopped' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('stops by itself when its time is over', async () => {
    const session = await world.start({ timeout: 50 });
    expect(await session.done).toMatchObject({ reason: 'timeout', folder: 'removed' });
  });

  it('says which service died, and keeps the folder for its logs', async () => {
    const gate = world.path('gate');
    const session = await world.start({}, { args: ['--exit-when', gate] });
    writeFileSync(gate, '');
    const end = await session.done;
    expect(end).toMatchObject({ reason: 'service-died', folder: 'kept', resumable: true });
    expect(end.error?.message).toBe('web ended with exit code 3');
    expect(world.record(session.dir)).toMatchObject({ status: 'failed', failure: 'web ended with exit code 3' });
  });

  it('keeps the folder of a start that failed, with the logs', async () => {
    await expect(world.start({}, { shell: 'echo oh no; exit 1' })).rejects.toMatchObject({ code: 'service-died' });
    const [name = ''] = world.names().filter((entry) => entry !== 'latest');
    expect(readFileSync(join(world.sessions, name, 'logs/second.log'), 'utf8')).toBe('oh no\n');
    expect(world.events.at(-1)).toMatchObject({ type: 'notice', message: expect.stringContaining(name) });
    expect(world.claimedPorts()).toEqual([]);
  });

  it.each(['cook', 'write', 'start'] as const)(
    'leaves nothing when it is interrupted in the phase %s',
    async (phase) => {
      const interruption = new AbortController();
      const options = world.options({ signal: interruption.signal });
      const { startSession } = await import('./start-session.ts');
      const outcome = startSession(options, (event) => {
        if (event.type === 'phase' && event.phase === phase) interruption.abort();
      });
      await expect(outcome).rejects.toMatchObject({ code: 'interrupted' });
      expect(world.names()).toEqual([]);
      expect(world.claimedPorts()).toEqual([]);
    },
  );

  it('leaves nothing when the recipe or a program is refused', async () => {
    const recipe = world.options().recipe;
    const refuse = async () => {
      throw new PlaygroundError('bad', 'a bad flag');
    };
    await expect(world.start({ recipe: { ...recipe, cook: refuse } })).rejects.toMatchObject({ code: 'bad' });
    const missing = { second: world.path('missing') };
    await expect(world.start({ overrides: missing })).rejects.toMatchObject({ code: 'binary-missing' });
    await expect(world.start({ overrides: { secnd: 'x' } })).rejects.toMatchObject({ hint: 'did you mean second?' });
    expect(world.names()).toEqual([]);
  });

  describe('--output', () => {
    it('takes a folder that is not there or empty, and leaves artifacts and logs', async () => {
      const output = world.path('a/b/out');
      for (let round = 0; round < 2; round++) {
        const session = await world.start({ output });
        expect(readlinkSync(join(world.sessions, session.id))).toBe(output);
        expect(await session.stop()).toEqual({ reason: 'stopped', folder: 'kept', resumable: false });
        const left = ['.builder-playground', 'deep', 'genesis.json', 'graph.dot', 'logs', 'manifest.json'];
        expect(readdirSync(output).sort()).toEqual(left);
        expect(world.names()).toEqual([]);
      }
      mkdirSync(world.path('empty'));
      const session = await world.start({ output: world.path('empty') });
      await session.stop();
    });

    it('replaces what an earlier session left there', async () => {
      const output = world.path('out');
      const first = await world.start({ output, keep: true });
      await first.stop();
      writeFileSync(join(output, 'volume-web-data/old'), '');
      const second = await world.start({ output, keep: true });
      expect(readdirSync(join(output, 'volume-web-data'))).toEqual(['starts']);
      expect(world.names()).toEqual([second.id, 'latest'].sort());
    });

    it('never touches a folder that is not ours, nor one whose session runs', async () => {
      const foreign = world.path('foreign');
      mkdirSync(foreign);
      writeFileSync(join(foreign, 'thesis.txt'), 'years of work');
      writeFileSync(world.path('file'), '');
      symlinkSync(world.path('nowhere'), world.path('dangling'));
      for (const name of ['foreign', 'file', 'dangling']) {
        await expect(world.start({ output: world.path(name) })).rejects.toMatchObject({
          code: 'output-refused',
          kind: 'usage',
        });
      }
      await expect(world.start({ output: world.path('file/below') })).rejects.toMatchObject({ code: 'file-refused' });
      expect(readdirSync(foreign)).toEqual(['thesis.txt']);
      const output = world.path('out');
      const session = await world.start({ output });
      await expect(world.start({ output })).rejects.toMatchObject({
        code: 'session-running',
        message: expect.stringContaining(session.id),
      });
      expect(world.record(output).status).toBe('ready');
      expect(world.names()).toEqual([session.id, 'latest'].sort());
    });

    it('puts everything back when the recipe is refused', async () => {
      const recipe = world.options().recipe;
      const refuse = async () => {
        throw new PlaygroundError('bad', 'a bad flag');
      };
      const fresh = world.path('fresh');
      await expect(world.start({ output: fresh, recipe: { ...recipe, cook: refuse } })).rejects.toMatchObject({
        code: 'bad',
      });
      expect(existsSync(fresh)).toBe(false);
      const used = world.path('used');
      await (await world.start({ output: used })).stop();
      const before = readdirSync(used);
      await expect(world.start({ output: used, recipe: { ...recipe, cook: refuse } })).rejects.toMatchObject({
        code: 'bad',
      });
      expect(readdirSync(used)).toEqual(before);
    });
  });

  describe('--dry-run', () => {
    it('writes the same bytes for the same seed and genesis time', async () => {
      const values = { dryRun: true, seed: 'x', genesisTime: 1_700_000_000 };
      const first = await world.start({ ...values, output: world.path('one') });
      const second = await world.start({ ...values, output: world.path('two') });
      expect(first.id).toBe(second.id);
      expect(execFileSync('diff', ['-r', first.dir, second.dir], { encoding: 'utf8' })).toBe('');
      expect(readdirSync(first.dir).sort()).toEqual([
        '.builder-playground',
        'deep',
        'genesis.json',
        'graph.dot',
        'manifest.json',
      ]);
      expect(first).toMatchObject({ genesisTime: 1_700_000_000, endpoints: [] });
      expect(await first.done).toEqual({ reason: 'dry-run', folder: 'kept', resumable: false });
      expect(world.names()).toEqual([]);
    });

    it('writes down what it was asked for, not what it chose', async () => {
      const originIn = ({ dir }: { dir: string }) =>
        JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')).origin;
      const chosen = await world.start({ dryRun: true, output: world.path('chosen') });
      expect(originIn(chosen)).toEqual({ recipe: 'small' });
      expect(chosen.manifest.origin).toEqual({ recipe: 'small', flags: {} });
      const asked = { dryRun: true, seed: 'x', genesisTime: 1_700_000_000, logLevel: 'debug' } as const;
      expect(originIn(await world.start({ ...asked, output: world.path('asked') }))).toEqual({
        recipe: 'small',
        flags: { 'log-level': 'debug' },
        genesis_time: 1_700_000_000,
        seed: 'x',
      });
    });

    it('writes a resource for a cluster, too, when asked', async () => {
      const wishes = { storageType: 'pvc', storageSize: '2Gi' } as const;
      const outcome = await startSession({ ...podOptions(), k8s: true, wishes }, world.emit);
      expect(outcome.deploymentFile).toBe(join(outcome.dir, 'k8s-manifest.yaml'));
      const text = readFileSync(join(outcome.dir, 'k8s-manifest.yaml'), 'utf8');
      expect(text).toContain(`  name: ${outcome.id}\n`);
      expect(text).toContain('    type: pvc\n    size: 2Gi\n');
      const without = await startSession(podOptions(), world.emit);
      expect(without).not.toHaveProperty('deploymentFile');
      expect(readdirSync(without.dir)).not.toContain('k8s-manifest.yaml');
    });

    it('leaves the folder as it was where a cluster could not run the services', async () => {
      const before = await world.start({ dryRun: true, output: world.path('one') });
      const manifest = readFileSync(join(before.dir, 'manifest.json'), 'utf8');
      const recipe = podRecipe({ ...emptyService('web'), lifecycleHooks: true, start: 'true' });
      const again = { ...podOptions(), recipe, k8s: true, output: before.dir };
      await expect(startSession(again, world.emit)).rejects.toMatchObject({ code: 'lifecycle-hooks' });
      expect(readFileSync(join(before.dir, 'manifest.json'), 'utf8')).toBe(manifest);
    });

    const podRecipe = (service: Service): Recipe => {
      const recipe = world.options().recipe;
      const cook: Recipe['cook'] = async (flags, context) => {
        const cooked = await recipe.cook(flags, context);
        return { ...cooked, manifest: { ...cooked.manifest, services: [service] } };
      };
      return { ...recipe, cook };
    };
    const podOptions = () => ({
      ...world.options({ dryRun: true, output: world.path('pods') }),
      recipe: podRecipe({ ...emptyService('web'), image: 'some/image' }),
    });

    it('tells its plan when it knows where it would run', async () => {
      const { plan } = await world.start({ dryRun: true, runner: 'host' });
      expect(plan?.steps.map(({ action, service }) => `${action} ${service}`)).toEqual([
        ...['prepare web', 'start web', 'check web', 'start second'],
      ]);
    });
  });

  describe('a disk that refuses', () => {
    const isRoot = process.getuid?.() === 0;

    // Root may write anywhere, and only root can mount a small disk: each case belongs to one of the two.
    if (!isRoot)
      it('says so when the folder may not be written', async () => {
        mkdirSync(world.path('locked'), { mode: 0o555 });
        const outcome = world.start({ output: world.path('locked/out') });
        await expect(outcome).rejects.toMatchObject({
          code: 'file-refused',
          message: expect.stringContaining('permission denied'),
        });
      });

    if (isRoot && process.platform === 'linux')
      it('says so when it is read-only or full', async ({ skip }) => {
        const disk = world.path('disk');
        mkdirSync(disk);
        try {
          execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'pipe' });
        } catch (error) {
          skip(`cannot mount a small disk: ${error}`);
        }
        try {
          writeFileSync(join(disk, 'ballast'), Buffer.alloc(52 * 1024));
          const recipe = world.options().recipe;
          const cook: typeof recipe.cook = async (flags, context) => {
            const result = await recipe.cook(flags, context);
            return { ...result, artifacts: [...result.artifacts, { path: 'big', content: Buffer.alloc(60_000) }] };
          };
          const output = join(disk, 'out');
          const outcome = world.start({ output, recipe: { ...recipe, cook } });
          await expect(outcome).rejects.toMatchObject({
            code: 'file-refused',
            kind: 'environment',
            message: expect.stringContaining('no space left on the disk'),
          });
          expect(readdirSync(disk)).toEqual(['ballast']);
          execFileSync('mount', ['-o', 'remount,ro', disk], { stdio: 'pipe' });
          await expect(world.start({ output })).rejects.toMatchObject({
            message: expect.stringContaining('read-only'),
          });
        } finally {
          execFileSync('umount', [disk]);
        }
        expect(world.names()).toEqual([]);
      });
  });
});
