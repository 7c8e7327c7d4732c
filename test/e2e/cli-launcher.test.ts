import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NODE, ROOT, run } from '../support/built-program.ts';

/**
 * The launcher in a clone of its own, in a folder with a space. Its npm is a script that leaves the traces of an
 * installation; its build writes a program that tells how it was run.
 */
let home: string;
let clone: string;
let env: NodeJS.ProcessEnv;

const BUILD = `import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
appendFileSync('built.log', 'built\\n');
mkdirSync('dist', { recursive: true });
writeFileSync('dist/playground.js', \`
const { argv, env } = process;
console.log(JSON.stringify({ args: argv.slice(2), cwd: process.cwd(), home: env.HOME, cache: env.NODE_COMPILE_CACHE }));
process.exitCode = argv[2] === 'fail' ? 7 : 0;
\`);
writeFileSync('dist/.built', '');
`;

const NPM = `#!/bin/sh
echo "$*" >> npm.log
[ -e npm-fails ] && { echo 'npm error: no registry'; exit 1; }
sleep 0.3
mkdir -p node_modules/node/bin
ln -sf '${NODE}' node_modules/node/bin/node
: > node_modules/.package-lock.json
`;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'launcher-'));
  clone = join(home, 'a clone');
  mkdirSync(join(clone, 'scripts'), { recursive: true });
  for (const file of ['playground', 'scripts/ensure-installed.sh', 'scripts/find-node.sh']) {
    copyFileSync(join(ROOT, file), join(clone, file));
  }
  chmodSync(join(clone, 'playground'), 0o755);
  writeFileSync(join(clone, 'scripts', 'build.ts'), BUILD);
  writeFileSync(join(clone, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(clone, 'package-lock.json'), '{}');
  mkdirSync(join(home, 'bin'));
  writeFileSync(join(home, 'bin', 'npm'), NPM, { mode: 0o755 });
  env = { PATH: `${join(home, 'bin')}${delimiter}${process.env.PATH}`, HOME: home };
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

const launch = (args: string[] = [], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) =>
  run(join(clone, 'playground'), args, { cwd: home, env, ...options });

const lines = (file: string) =>
  existsSync(join(clone, file)) ? readFileSync(join(clone, file), 'utf8').trim().split('\n').length : 0;

const age = (file: string, seconds: number) => {
  const then = Date.now() / 1000 - seconds;
  utimesSync(join(clone, file), then, then);
};

describe('the launcher', () => {
  it('installs and builds on the first start, and says so', async () => {
    const first = await launch(['start', 'a b', '']);
    expect(first.stderr).toBe('playground: installing its packages (once, about a minute)\nplayground: building\n');
    expect(JSON.parse(first.stdout)).toEqual({
      args: ['start', 'a b', ''],
      cwd: home,
      home,
      cache: join(clone, 'dist', '.cache'),
    });
    expect(readFileSync(join(clone, 'npm.log'), 'utf8')).toMatch(/^ci /);
    expect(existsSync(join(clone, '.installing'))).toBe(false);
  });

  it('needs no program at all afterwards', async () => {
    await launch();
    const second = await launch(['x'], { env: { PATH: '/nonexistent', HOME: home } });
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect([lines('npm.log'), lines('built.log')]).toEqual([1, 1]);
  });

  it('hands on the exit code', async () => {
    expect((await launch(['fail'])).code).toBe(7);
  });

  it('installs again when the lock file is newer, and builds again when the clone has moved on', async () => {
    await launch();
    age('node_modules/.package-lock.json', 60);
    age('package-lock.json', 30);
    expect((await launch()).stderr).toContain('installing');
    expect([lines('npm.log'), lines('built.log')]).toEqual([2, 1]);
    mkdirSync(join(clone, '.git', 'logs'), { recursive: true });
    age('dist/.built', 20);
    writeFileSync(join(clone, '.git', 'logs', 'HEAD'), '');
    expect((await launch()).stderr).toBe('playground: building\n');
    expect([lines('npm.log'), lines('built.log')]).toEqual([2, 2]);
  });

  it('works through links, relative and absolute, and from its own folder', async () => {
    await launch();
    mkdirSync(join(home, 'links'));
    symlinkSync('../a clone/playground', join(home, 'links', 'relative'));
    symlinkSync(join(home, 'links', 'relative'), join(home, 'links', 'absolute'));
    for (const link of ['relative', 'absolute']) {
      expect((await run(join(home, 'links', link), [], { cwd: '/', env })).code).toBe(0);
    }
    expect((await run('./playground', [], { cwd: clone, env })).code).toBe(0);
    expect((await run('sh', ['playground'], { cwd: clone, env })).code).toBe(0);
    expect(lines('built.log')).toBe(1);
  });

  it('does not take an empty HOME for a folder', async () => {
    const { stdout } = await launch([], { env: { ...env, HOME: '' } });
    expect(JSON.parse(stdout)).not.toHaveProperty('home');
  });

  it('installs once when two start at once', async () => {
    const both = await Promise.all([launch(), launch()]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect([lines('npm.log'), lines('built.log')]).toEqual([1, 1]);
  });

  it('clears the hold of a start that was killed', async () => {
    const dead = await run('sh', ['-c', 'echo $$']);
    mkdirSync(join(clone, '.installing'));
    writeFileSync(join(clone, '.installing', 'pid'), dead.stdout);
    expect((await launch()).code).toBe(0);
    expect(existsSync(join(clone, '.installing'))).toBe(false);
  });

  it('tells what npm said when it fails, and tries again the next time', async () => {
    writeFileSync(join(clone, 'npm-fails'), '');
    const failed = await launch();
    expect(failed.code).toBe(3);
    expect(failed.stderr).toContain('error: npm ci failed\n  npm error: no registry\n');
    rmSync(join(clone, 'npm-fails'));
    expect((await launch()).code).toBe(0);
  });

  it('tells where to get Node when there is none', async () => {
    const shell = join(home, 'shell');
    mkdirSync(shell);
    for (const tool of ['sh', 'dirname', 'mkdir', 'cat', 'rm', 'sleep', 'mktemp', 'tail', 'sed', 'mv']) {
      const { stdout } = await run('sh', ['-c', `command -v ${tool}`]);
      symlinkSync(stdout.trim(), join(shell, tool));
    }
    const { code, stderr } = await launch([], { env: { PATH: shell } });
    expect(code).toBe(3);
    expect(stderr).toContain('error: npm was not found\n  install Node.js 22.12 or newer');
  });

  it('uses the Node of the system where the one of npm does not run', async () => {
    await launch();
    rmSync(join(clone, 'node_modules', 'node'), { recursive: true });
    const path = `${dirname(NODE)}${delimiter}${env.PATH}`;
    expect((await launch([], { env: { ...env, PATH: path } })).code).toBe(0);
    expect(lines('npm.log')).toBe(1);
  });
});
