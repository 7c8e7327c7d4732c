import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { executableProblem } from './check-executable.ts';

describe('executableProblem', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'executable-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const file = (name: string, content: string | Uint8Array, mode = 0o755) => {
    const path = join(dir, name);
    writeFileSync(path, content, { mode });
    return path;
  };

  it('has nothing against programs and scripts', () => {
    expect(executableProblem(process.execPath)).toBeUndefined();
    expect(executableProblem(file('script', '#!/bin/sh\n'))).toBeUndefined();
  });

  it('names what is wrong', () => {
    expect(executableProblem(join(dir, 'none'))).toBe('does not exist');
    mkdirSync(join(dir, 'folder'));
    expect(executableProblem(join(dir, 'folder'))).toBe('is not a file');
    expect(executableProblem(file('plain', '#!/bin/sh\n', 0o644))).toBe('is not executable');
    expect(executableProblem(file('empty', ''))).toBe('is empty');
    expect(executableProblem(file('text', '<html>not found</html>'))).toContain('is not a program');
  });

  it.runIf(process.platform === 'linux')('sees a download that broke off, and one for another processor', () => {
    const path = join(dir, 'cut');
    copyFileSync(process.execPath, path);
    truncateSync(path, 100_000);
    expect(executableProblem(path)).toContain('is incomplete');
    const foreign = Buffer.from(readFileSync(process.execPath).subarray(0, 4096));
    foreign.writeUInt16LE(process.arch === 'arm64' ? 62 : 183, 18);
    expect(executableProblem(file('foreign', foreign))).toContain('another processor');
  });
});
