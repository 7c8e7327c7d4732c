import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VERSION } from '../../src/lib/version.ts';
import { NODE, PROGRAM, playground, ROOT, run } from '../support/built-program.ts';

let home: string;
let env: NodeJS.ProcessEnv;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'cli-'));
  env = { PATH: process.env.PATH, HOME: home, XDG_STATE_HOME: join(home, 'state') };
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

const cli = (...args: string[]) => playground(args, { env, cwd: home });

describe('help and version', () => {
  it('shows the overview, with exit code 2 when nothing was asked', async () => {
    const asked = await cli('--help');
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    expect(asked.stdout).toContain('Usage: playground <command>');
    expect(await cli()).toMatchObject({ code: 2, stdout: asked.stdout });
    expect(await cli('help')).toEqual(asked);
  });

  it('shows the same page however it is asked for', async () => {
    const page = await cli('start', 'l1', '--help');
    expect(page.stdout).toContain('--block-time DURATION');
    for (const args of [
      ['help', 'start', 'l1'],
      ['cook', 'l1', '-h'],
      ['start', '--keep', 'l1', '--help'],
    ]) {
      expect((await cli(...args)).stdout).toBe(page.stdout);
    }
  });

  it('prints the version', async () => {
    for (const args of [['version'], ['--version'], ['-v']]) {
      expect(await cli(...args)).toMatchObject({ code: 0, stdout: `${VERSION}\n` });
    }
    expect(JSON.parse((await cli('version', '--json')).stdout)).toMatchObject({ version: VERSION });
  });
});

describe('wrong requests', () => {
  it.each([
    [['strat'], 'error: there is no command "strat"\n  did you mean playground start?\n'],
    [['start', 'l11'], 'error: there is no recipe "l11"\n  did you mean l1?\n'],
    [['start'], 'error: playground start needs a recipe\n  recipes: l1\n'],
    [['start', 'l1', '--kep'], 'error: playground start l1 has no flag --kep\n  did you mean --keep?\n'],
    [['list', 'a', 'b'], 'error: playground list does not take "b"\n  usage: playground list [session]\n'],
    [['logs'], 'error: playground logs needs <service>\n  usage: playground logs [session] <service>\n'],
    [['completion', 'bsh'], 'error: there is no completion for "bsh"\n  did you mean bash?\n'],
    [['devnet', 'beacn'], 'error: there is no devnet program "beacn"\n  did you mean beacon?\n'],
  ])('%j', async (args, stderr) => {
    expect(await cli(...args)).toMatchObject({ code: 2, stdout: '', stderr });
  });

  it('names a flag, its value and what is expected', async () => {
    const { code, stderr } = await cli('start', 'l1', '--block-time', 'soon');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: --block-time cannot be "soon"; expected a duration such as 12s, 500ms or 1m30s\n/);
  });

  it('says where services can run', async () => {
    const { code, stderr } = await cli('start', 'l1', '--runner', 'compose');
    expect(code).toBe(2);
    expect(stderr).toContain('--runner cannot be "compose"; expected one of host, kubernetes');
  });

  it('answers --json with a document', async () => {
    const { code, stdout } = await cli('logs', 'nobody', 'el', '--json');
    expect(code).not.toBe(0);
    expect(JSON.parse(stdout).error).toMatchObject({ code: expect.any(String), message: expect.any(String) });
  });
});

describe('colours', () => {
  const ESCAPE = '\u001b';

  it('are absent without a terminal, there on request, and never with NO_COLOR', async () => {
    expect((await cli('recipes')).stdout).not.toContain(ESCAPE);
    const forced = await playground(['recipes'], { env: { ...env, FORCE_COLOR: '1' } });
    expect(forced.stdout).toContain(ESCAPE);
    const both = await playground(['recipes'], { env: { ...env, FORCE_COLOR: '1', NO_COLOR: '1' } });
    expect(both.stdout).not.toContain(ESCAPE);
  });
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('script for %s parses where the shell is installed', async (shell) => {
    const script = join(home, `completion.${shell}`);
    writeFileSync(script, (await cli('completion', shell)).stdout);
    const installed = await run('sh', ['-c', `command -v ${shell}`]);
    if (installed.code !== 0) return void process.stdout.write(`${shell} is not installed: its script is not parsed\n`);
    const check = await run(shell, [shell === 'fish' ? '--no-execute' : '-n', script], { env });
    expect(check).toMatchObject({ code: 0, stderr: '' });
  });

  it('completes in bash, after "=" too', async () => {
    const script = `
      playground() { "${NODE}" "${PROGRAM}" "$@"; }
      eval "$(playground completion bash)"
      try() { COMP_LINE="$1"; COMP_POINT=\${#1}; _playground; echo "\${COMPREPLY[@]}"; }
      try 'playground sta'; try 'playground start l1 --clients=emb'; try 'playground start l1 --lates'
    `;
    const { stdout } = await run('bash', ['-c', script], { env });
    expect(stdout).toBe('start\nembedded\n--latest-fork\n');
  });

  it('asks the shell for file names where it wants them', async () => {
    expect((await cli('__complete', 'start', '--output', '')).stdout).toBe(':files\n');
  });

  it('answers nothing rather than an error', async () => {
    expect(await cli('__complete', 'logs', 'no-such-session', '')).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });
});

describe('a reader that leaves', () => {
  it('is no error', async () => {
    const { stdout, stderr } = await run(
      'bash',
      ['-c', `set -o pipefail; "${NODE}" "${PROGRAM}" recipes --json | true; echo "$?"`],
      { env },
    );
    expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' });
  });

  it('ends a program that would go on writing', async () => {
    const child = spawn(NODE, [PROGRAM, 'recipes'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(0);
  });
});

describe('a dry run', () => {
  const ARGS = ['start', 'l1', '--dry-run', '--seed', 'one', '--genesis-time', '1700000000'];

  it('is equal byte for byte for the same seed and genesis time', async () => {
    for (const folder of ['first', 'second']) expect((await cli(...ARGS, '--output', folder)).code).toBe(0);
    const difference = await run('diff', ['-r', join(home, 'first'), join(home, 'second')]);
    expect(difference).toMatchObject({ code: 0, stdout: '' });
    expect(readdirSync(join(home, 'first'))).toEqual(
      expect.arrayContaining(['genesis.json', 'manifest.json', 'testnet']),
    );
  });

  it('tells where it wrote to and how to go on', async () => {
    const { stdout } = await cli(...ARGS, '--output', 'third');
    expect(stdout).toContain(join(home, 'third'));
    expect(stdout).toMatch(/playground validate \S+ /);
  });

  it('writes what validate and graph read', async () => {
    await cli(...ARGS, '--output', 'fourth');
    expect(await cli('validate', 'fourth')).toMatchObject({ code: 0 });
    expect(JSON.parse((await cli('validate', 'fourth', '--json')).stdout)).toMatchObject({ valid: true, problems: [] });
    expect((await cli('graph', 'fourth')).stdout).toBe(readFileSync(join(home, 'fourth', 'graph.dot'), 'utf8'));
    expect((await cli('graph', 'fourth', '--format', 'mermaid')).stdout).toMatch(/^(graph|flowchart) /);
  });

  it('speaks JSON lines on request', async () => {
    const { stdout } = await cli(...ARGS, '--output', 'fifth', '--json');
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toContain('notice');
    expect(events.find(({ type }) => type === 'dry-run')).toMatchObject({ dir: join(home, 'fifth') });
  });

  it('does not write into a folder that is not its own', async () => {
    cpSync(join(ROOT, 'LICENSE'), join(home, 'mine', 'precious.txt'));
    const { code, stderr } = await cli(...ARGS, '--output', 'mine');
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/^error: .*mine/);
    expect(readdirSync(join(home, 'mine'))).toEqual(['precious.txt']);
  });
});

describe('validate', () => {
  it('reports every problem with service and field, and fails', async () => {
    const service = (name: string, arg: string) => ({ name, args: [arg], image: 'x', tag: 'y' });
    const file = join(home, 'broken.json');
    const services = [service('a', '{{Service "bb" "http" "http" ""}}'), service('b', '{{Port "http"}}')];
    writeFileSync(file, JSON.stringify({ services }));
    const { code, stdout } = await cli('validate', file);
    expect(code).toBe(1);
    expect(stdout).toContain('service "a", args[0]');
    expect(stdout).toContain('service "b", args[0]');
  });

  it('names the place of a cut file', async () => {
    const file = join(home, 'cut.json');
    writeFileSync(file, '{ "services": [');
    const { code, stderr } = await cli('validate', file);
    expect(code).not.toBe(0);
    expect(stderr).toContain('cut.json, line 1, column 16');
  });

  it('names a file that is not there', async () => {
    const { code, stderr } = await cli('validate', './nowhere');
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: cannot read .*nowhere: it does not exist\n/);
  });
});

describe('sessions that are not there', () => {
  it('list says so', async () => {
    const empty = { ...env, XDG_STATE_HOME: join(home, 'nothing') };
    expect((await playground(['list'], { env: empty })).stdout).toContain('no sessions');
    expect(JSON.parse((await playground(['list', '--json'], { env: empty })).stdout)).toEqual([]);
    expect(await playground(['stop', 'all'], { env: empty })).toMatchObject({ code: 0 });
  });

  it.each(['stop', 'clean', 'list', 'graph'])('%s names them', async (command) => {
    const { code, stderr } = await cli(command, 'no-such-session');
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/^error: .*no-such-session/);
  });
});

describe('the built package', () => {
  it('answers help and version from texts alone', () => {
    for (const text of ['help.txt', 'help_start_l1.txt', 'version.txt', 'completion_zsh.txt']) {
      expect(statSync(join(ROOT, 'dist', 'texts', text)).size).toBeGreaterThan(0);
    }
  });

  it('packs, installs elsewhere and runs', async () => {
    const packed = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', home], { cwd: ROOT });
    expect(packed.code, packed.stderr).toBe(0);
    const [{ filename, files }] = JSON.parse(packed.stdout) as [{ filename: string; files: { path: string }[] }];
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['dist/playground.js', 'dist/index.js', 'LICENSE']));
    expect(paths.filter((path) => /^(src|test|node_modules)|\.cache/.test(path))).toEqual([]);
    const target = mkdtempSync(join(home, 'install-'));
    writeFileSync(join(target, 'package.json'), '{ "private": true, "type": "module" }');
    const options = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    const installed = await run('npm', ['install', ...options, join(home, filename)], { cwd: target });
    expect(installed.code, installed.stderr).toBe(0);
    for (const name of ['playground', 'builder-playground']) {
      const program = join(target, 'node_modules', '.bin', name);
      expect(existsSync(program)).toBe(true);
      expect(await run(NODE, [program, '--version'], { env })).toMatchObject({ code: 0, stdout: `${VERSION}\n` });
    }
    const dryRun = [
      join(target, 'node_modules', '.bin', 'playground'),
      'start',
      'l1',
      '--dry-run',
      '--output',
      'packed',
    ];
    expect(await run(NODE, dryRun, { env, cwd: home })).toMatchObject({ code: 0 });
    const library = "import('builder-playground').then(({ RECIPES }) => console.log(RECIPES[0].name))";
    expect(await run(NODE, ['-e', library], { env, cwd: target })).toMatchObject({ code: 0, stdout: 'l1\n' });
  });
});
