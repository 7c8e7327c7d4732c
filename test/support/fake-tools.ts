import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Shell scripts in place of all programs of this machine. */
export interface FakeTools {
  /** The script itself finds the usual programs. */
  add(name: string, script: string): void;
  /** The command lines so far. */
  calls(): string[];
  remove(): void;
}

/** Replaces PATH until `remove`. */
export function fakeTools(): FakeTools {
  const dir = mkdtempSync(join(tmpdir(), 'tools-'));
  const log = join(dir, 'calls.log');
  const before = process.env.PATH;
  process.env.PATH = dir;
  return {
    add(name, script) {
      const lines = ['#!/bin/sh', 'PATH=/usr/bin:/bin', `echo ${name} "$@" >> '${log}'`, script];
      writeFileSync(join(dir, name), `${lines.join('\n')}\n`, { mode: 0o755 });
    },
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
    remove() {
      process.env.PATH = before;
      rmSync(dir, { recursive: true });
    },
  };
}
