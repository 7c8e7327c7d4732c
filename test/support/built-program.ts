import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

const pinned = join(ROOT, 'node_modules', 'node', 'bin', 'node');

/** The Node that the launcher runs, whichever one the tests run with. */
export const NODE = existsSync(pinned) ? pinned : process.execPath;

/** The executable of the built package. `npm test` builds it first. */
export const PROGRAM = join(ROOT, 'dist', 'playground.js');

export interface Finished {
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  /** Replaces the environment of the tests. */
  env?: NodeJS.ProcessEnv;
  input?: string;
}

/** Runs the built program to its end. */
export function playground(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  if (!existsSync(PROGRAM)) throw new Error('dist/ is not built: npm run build');
  return run(NODE, [PROGRAM, ...args], options);
}

export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = spawn(program, args, {
    cwd: options.cwd ?? ROOT,
    env: options.env ?? process.env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const collected = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    collected.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    collected.stderr += text;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...collected }));
  });
}
