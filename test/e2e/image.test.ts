import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuiltImage } from '../../src/cli/image/build-image.ts';
import { VERSION } from '../../src/lib/version.ts';
import { type Finished, NODE, playground, ROOT, run } from '../support/built-program.ts';
import { isSkip, realDocker } from '../support/real-world.ts';
import { waitUntil } from '../support/wait-until.ts';

const NAME = `playground-test-${process.pid}`;
const IMAGE = `${NAME}:1`;
/** Another name for what is built in other ways. */
const OTHER = `${NAME}:2`;

/** As the strictest of clusters would run it. */
const RESTRICTED = [
  ...['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
  ...['--network', 'none', '--volume', `${NAME}:/artifacts`],
];

async function docker(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run('docker', args);
  if (code !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/** Runs the image to its end. */
function contained(options: readonly string[], ...args: string[]): Promise<Finished> {
  return run('docker', ['run', '--rm', ...RESTRICTED, ...options, IMAGE, ...args]);
}

/** Runs a shell in the image, as root, to look around in it and in the volume. */
function look(script: string): Promise<string> {
  return docker(
    'run',
    '--rm',
    '--user',
    '0',
    '--volume',
    `${NAME}:/artifacts`,
    '--entrypoint',
    'sh',
    IMAGE,
    '-c',
    script,
  );
}

async function build(
  image: string,
  program = join(ROOT, 'dist', 'playground.js'),
  env = process.env,
): Promise<BuiltImage> {
  const { code, stdout, stderr } = await run(NODE, [program, 'image', 'build', '--image', image, '--json'], { env });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as BuiltImage;
}

const layersOf = async (image: string) =>
  JSON.parse(await docker('image', 'inspect', '-f', '{{json .RootFS.Layers}}', image));

const AS_GROUP = ['--user', '12345', '--group-add', '1000'];
const GENERATE = [
  ...['artifacts', 'generate', 'l1', '--into', '/artifacts', '--deployment', 'default/net'],
  ...['--volume', 'volume-el-data', '--option', 'block-time=1s'],
];

describe.skipIf(isSkip(realDocker()))('the image', () => {
  let home: string;
  let built: BuiltImage;
  let filling: Promise<void> | undefined;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'playground-image-test-'));
    built = await build(IMAGE);
    await docker('volume', 'create', NAME);
  });

  afterAll(async () => {
    const containers = await docker('ps', '--all', '--quiet', '--filter', `name=^${NAME}`);
    if (containers !== '') await docker('rm', '--force', ...containers.split('\n'));
    await docker('volume', 'rm', '--force', NAME);
    const images = await docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', NAME);
    if (images !== '') await docker('image', 'rm', ...images.split('\n'));
    rmSync(home, { recursive: true, force: true });
  });

  describe('is built', () => {
    it('the same from the same package', async () => {
      expect(await build(OTHER)).toEqual({ ...built, image: OTHER });
    });

    it('in place of the one before, of which nothing is left', async () => {
      const scratch = join(home, 'scratch');
      mkdirSync(scratch);
      writeFileSync(join(scratch, 'Dockerfile'), `FROM ${IMAGE}\nLABEL it=other\n`);
      await run('docker', ['build', '--quiet', '--tag', OTHER, scratch], {
        env: { ...process.env, DOCKER_BUILDKIT: '0' },
      });
      const before = await docker('image', 'inspect', '-f', '{{.Id}}', OTHER);
      expect((await build(OTHER)).id).toBe(built.id);
      expect((await docker('image', 'ls', '--quiet', '--no-trunc', '--all')).split('\n')).not.toContain(before);
    });

    it('with the same layers by an engine that has forgotten it', async () => {
      const real = execFileSync('sh', ['-c', 'command -v docker'], { encoding: 'utf8' }).trim();
      const forgetful = `#!/bin/sh\nif [ "$1" = build ]; then shift; set -- build --no-cache "$@"; fi\nexec ${real} "$@"\n`;
      writeFileSync(join(home, 'docker'), forgetful, { mode: 0o755 });
      await build(OTHER, undefined, { ...process.env, PATH: `${home}${delimiter}${process.env.PATH}` });
      expect(await layersOf(OTHER)).toEqual(await layersOf(IMAGE));
    });

    it('the same from the package as npm installs it', async () => {
      const packed = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', home], {
        cwd: ROOT,
      });
      const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }];
      execFileSync('tar', ['-xzf', filename], { cwd: home });
      const installed = join(home, 'package');
      // What earlier builds have left in this checkout would not be in a release.
      const current = new Set(readFileSync(join(ROOT, 'dist', '.built'), 'utf8').split('\n'));
      for (const path of execFileSync('find', ['.', '-type', 'f'], {
        cwd: join(installed, 'dist'),
        encoding: 'utf8',
      }).split('\n')) {
        if (path !== '' && !current.has(path.slice(2))) rmSync(join(installed, 'dist', path));
      }
      symlinkSync(join(ROOT, 'node_modules'), join(installed, 'node_modules'));
      await build(OTHER, join(installed, 'dist', 'playground.js'));
      expect(await layersOf(OTHER)).toEqual(await layersOf(IMAGE));
    });

    it('small, and with nothing that only development needs', async () => {
      process.stderr.write(
        `image: ${Math.round(built.size / 1e6)} MB, ${(built.ownSize / 1e6).toFixed(1)} MB are ours\n`,
      );
      expect(built.ownSize).toBeLessThan(20_000_000);
      const files = (await look('find /opt/builder-playground -type f')).split('\n');
      const packages = new Set(files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []));
      const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
      for (const name of Object.keys(dependencies)) expect(packages).toContain(name);
      expect(Object.keys(devDependencies).filter((name) => packages.has(name))).toEqual([]);
      expect(files.filter((file) => /(README|CHANGELOG)|\.(ts|map|cc|rs)$/.test(file))).toEqual([]);
      expect(files).toContain('/opt/builder-playground/LICENSE');
    });
  });

  /** Whichever test comes first fills it. */
  function filledVolume(): Promise<void> {
    filling ??= (async () => {
      const own = ['artifacts', 'own', '--into', '/artifacts', '--user', '1000', '--group', '1000'];
      const asRoot = ['--user', '0', '--cap-add', 'CHOWN', '--cap-add', 'FOWNER'];
      expect(await contained(asRoot, ...own)).toMatchObject({ code: 0, stderr: '' });
      expect(await contained(AS_GROUP, ...GENERATE)).toMatchObject({ code: 0, stderr: '' });
    })();
    return filling;
  }

  describe('runs', () => {
    it('as no user of importance, and is told what to do', async () => {
      expect(await contained([], 'version')).toMatchObject({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
      expect((await contained([])).stdout).toContain('Usage: playground <command>');
      expect(await docker('image', 'inspect', '-f', '{{.Config.User}}', IMAGE)).toBe('1000:1000');
    });

    it('every program of its own', async () => {
      const { stdout } = await playground(['devnet', '--help']);
      const programs = /Programs: ([^.]+)\./.exec(stdout.replaceAll(/\s+/g, ' '))?.[1]?.split(', ') ?? [];
      expect(programs.length).toBeGreaterThan(6);
      for (const program of programs) {
        // With an option that it cannot know it tells its own, with all its code loaded.
        const { code, stderr } = await contained(['--user', '12345'], 'devnet', program, '--no-such-option');
        expect(stderr, program).toContain(`devnet ${program}`);
        expect(code, program).toBe(2);
      }
    });

    it('what prepares a volume, first as root with two capabilities, then as anybody of the group', async () => {
      await filledVolume();
      expect(await look('stat -c "%u:%g %a" /artifacts')).toBe('1000:1000 2775');
      expect(await look('find /artifacts -mindepth 1 ! -user 12345')).toBe('');
      expect(await look('find /artifacts ! -group 1000')).toBe('');
      expect(await look('find /artifacts -perm /o=w')).toBe('');
      expect(await look('stat -c %a /artifacts/jwtsecret /artifacts/data_validator/secrets')).toBe('640\n2775');
      expect((await contained(AS_GROUP, ...GENERATE)).stdout).toContain('there already');
    });

    it('an execution client on the chain that is there, for another user of the group', async () => {
      await filledVolume();
      const data = ['--chain', '/artifacts/genesis.json', '--datadir', '/artifacts/volume-el-data'];
      const options = ['--detach', '--name', NAME, ...RESTRICTED, '--user', '23456', '--group-add', '1000', IMAGE];
      await docker('run', ...options, 'devnet', 'el', ...data, '--authrpc.jwtsecret', '/artifacts/jwtsecret');
      const beside = ['run', '--rm', '--read-only', '--cap-drop', 'ALL', '--network', `container:${NAME}`, IMAGE];
      const logs = await docker(...beside, 'devnet', 'wait', '--tcp', '127.0.0.1:8551', '--timeout', '1m');
      expect(logs).toContain('accepts connections address=127.0.0.1:8551');
      await docker('stop', NAME);
      expect(await docker('inspect', '-f', '{{.State.ExitCode}}', NAME)).toBe('0');
      await docker('rm', NAME);
      expect(await look('find /artifacts/volume-el-data -type f | head -1')).not.toBe('');
      expect(await look('find /artifacts -user 0')).toBe('');
    });

    it('a probe that tells a kubelet of it', async () => {
      const probe = `${NAME}-probe`;
      const options = ['--detach', '--name', probe, '--read-only', '--cap-drop', 'ALL', '--network', 'none', IMAGE];
      await docker('run', ...options, 'devnet', 'probe', '--target', 'el=http://localhost:8545');
      const ask = `fetch('http://127.0.0.1:21170/', { headers: { 'Playground-Service': 'el' } }).then(async (answer) => {
        console.log(answer.status, (await answer.text()).trim());
      })`;
      const answer = await waitUntil(
        'the probe to answer',
        async () => (await run('docker', ['exec', probe, 'node', '-e', ask])).stdout.trim(),
        60_000,
      );
      expect(answer).toBe('503 el: http://localhost:8545/: connection refused');
      await docker('rm', '--force', probe);
    });

    it('what removes a volume, and only that of its deployment', async () => {
      await filledVolume();
      const remove = (deployment: string) => {
        const asRoot = ['--user', '0', '--cap-add', 'DAC_OVERRIDE', '--cap-add', 'FOWNER'];
        return contained(asRoot, 'artifacts', 'remove', '--into', '/artifacts/net', '--deployment', deployment);
      };
      await look(
        'mkdir /artifacts/net && cp -a /artifacts/.builder* /artifacts/testnet /artifacts/net && chmod 700 /artifacts/net',
      );
      await look('chown -R 34567:34567 /artifacts/net');
      expect(await remove('default/other')).toMatchObject({ code: 3 });
      expect(await remove('default/net')).toMatchObject({ code: 0, stdout: 'removed /artifacts/net\n' });
      expect(await look('ls -d /artifacts/net || true')).toBe('');
    });
  });
});
