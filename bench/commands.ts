import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, type Sample } from './statistics.ts';

const PROGRAM = join(import.meta.dirname, '..', 'dist', 'playground.js');
const REPORT_MEMORY = new URL('./report-memory.js', import.meta.url).href;

/** Commands that end by themselves. */
export function measureCommands(runs: number): Sample[] {
  const help: number[] = [];
  const empty: number[] = [];
  const dryRun: number[] = [];
  const memory: number[] = [];
  // In turns, so that a busy moment of the machine falls on both.
  for (let i = 0; i < runs * 4; i++) {
    empty.push(wall(['-e', '0']));
    help.push(wall([PROGRAM, '--help']));
  }
  for (let i = 0; i < runs; i++) {
    inFolder((dir) => dryRun.push(wall(dryRunOf(dir))));
    inFolder((dir) => memory.push(peakMemory(dryRunOf(dir))));
  }
  const ratio = median(help) / median(empty);
  return [
    { name: 'node -e 0', unit: 'ms', values: empty },
    { name: 'playground --help', unit: 'ms', values: help },
    { name: '--help / node -e 0, of medians', unit: '×', goal: '≤ 1.6', values: [ratio] },
    { name: 'start l1 --dry-run, wall', unit: 'ms', goal: '≤ 600', values: dryRun },
    { name: 'start l1 --dry-run, memory', unit: 'MB', goal: '≤ 150', values: memory },
  ];
}

function dryRunOf(dir: string): string[] {
  return [PROGRAM, 'start', 'l1', '--dry-run', '--output', join(dir, 'session')];
}

function inFolder(use: (dir: string) => void): void {
  const dir = mkdtempSync(join(tmpdir(), 'playground-bench-'));
  process.env.XDG_STATE_HOME = join(dir, 'state');
  use(dir);
  rmSync(dir, { recursive: true });
}

function wall(args: readonly string[]): number {
  const started = performance.now();
  run(args);
  return performance.now() - started;
}

function peakMemory(args: readonly string[]): number {
  const { stderr } = run(['--import', REPORT_MEMORY, ...args]);
  return Number(/peak (\d+) KiB/.exec(stderr)?.[1]) / 1024;
}

function run(args: readonly string[]) {
  const result = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${args.join(' ')} ended with ${result.status}: ${result.stderr}`);
  return result;
}
