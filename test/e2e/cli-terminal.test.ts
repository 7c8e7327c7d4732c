import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NODE, PROGRAM, playground, run } from '../support/built-program.ts';

let home: string;
let env: NodeJS.ProcessEnv;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'cli-terminal-'));
  env = { PATH: process.env.PATH, HOME: home, XDG_STATE_HOME: join(home, 'state'), TERM: 'xterm-256color' };
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

const START = ['start', 'l1', '--clients', 'embedded', '--block-time', '1s'];
const CURSOR_UP = /\p{Cc}\[\d+A/u;
const COLOUR = /\p{Cc}\[3\dm/u;

/** Runs the program on a terminal of its own, as `script` of util-linux makes one. */
const onTerminal = (args: string[], columns: number, extra: NodeJS.ProcessEnv = {}) => {
  const command = `stty cols ${columns} rows 60; exec "${NODE}" "${PROGRAM}" ${args.join(' ')}`;
  return run('script', ['--quiet', '--return', '--command', command, '/dev/null'], { env: { ...env, ...extra } });
};

const hasScript = (await run('sh', ['-c', 'script --version 2> /dev/null | grep -q util-linux'])).code === 0;
if (!hasScript) process.stdout.write('script of util-linux is not installed: nothing is shown on a terminal\n');

describe.runIf(hasScript)('on a terminal', () => {
  it('redraws in place and follows the blocks in one line', async () => {
    const { code, stdout } = await onTerminal([...START, '--timeout', '6s'], 120);
    expect(code).toBe(0);
    expect(stdout).toMatch(CURSOR_UP);
    expect(stdout).toMatch(COLOUR);
    expect(stdout).toContain('A transaction to try');
    expect(stdout).toMatch(/block \d+/);
    expect(stdout).toContain('nothing remains');
  });

  it('has no colours with NO_COLOR', async () => {
    const { stdout } = await onTerminal([...START, '--timeout', '0s'], 120, { NO_COLOR: '1' });
    expect(stdout).toMatch(CURSOR_UP);
    expect(stdout).not.toMatch(COLOUR);
  });

  it('wraps help for a narrow one', async () => {
    const { stdout } = await onTerminal(['start', '--help'], 60);
    const text = stdout.split(/\r?\n/).filter((line) => !line.startsWith('  playground '));
    expect(Math.max(...text.map((line) => line.length))).toBeLessThanOrEqual(60);
  });
});

describe('without a terminal', () => {
  it('writes plain lines, the first block among them', async () => {
    const child = spawn(NODE, [PROGRAM, ...START], { env, cwd: home, stdio: ['ignore', 'pipe', 'ignore'] });
    let shown = '';
    for await (const text of child.stdout.setEncoding('utf8')) {
      shown += text;
      if (/^block /m.test(shown)) child.kill('SIGINT');
    }
    expect(shown).not.toMatch(/\p{Cc}\[/u);
    expect(shown).toMatch(/^clients: /);
    expect(shown).toMatch(/^block \d+ {2}slot \d+ {2}/m);
    expect(shown).toMatch(/stopped; nothing remains\n$/);
  });

  it('stops when its reader leaves', async () => {
    const script = `set -o pipefail; "${NODE}" "${PROGRAM}" ${START.join(' ')} | head -n 1`;
    const { code, stdout } = await run('bash', ['-c', script], { env, cwd: home });
    expect(stdout).toMatch(/^clients: .*\n$/);
    expect(code).toBe(129);
    expect((await playground(['list', '--json'], { env })).stdout).toBe('[]\n');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('ends on %s with exit code %i', async (signal, expected) => {
    const child = spawn(NODE, [PROGRAM, ...START], { env, cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    let sent = false;
    for await (const text of child.stdout.setEncoding('utf8')) {
      if (sent || !String(text).includes('Session')) continue;
      sent = true;
      child.kill(signal);
    }
    const code = child.exitCode ?? (await new Promise((resolve) => child.on('exit', resolve)));
    expect({ code, said }).toEqual({ code: expected, said: `${signal}: stopping\n` });
    expect((await playground(['list', '--json'], { env })).stdout).toBe('[]\n');
  });
});
