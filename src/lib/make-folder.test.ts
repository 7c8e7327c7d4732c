import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

describe('makeFolder', () => {
  let base: string;
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'playground-folder-'));
  });
  afterEach(() => rmSync(base, { recursive: true }));

  it('makes those above it too, and is content with one that is there', () => {
    const path = join(base, 'a', 'b', 'c');
    makeFolder(path);
    makeFolder(path);
    expect(statSync(path).isDirectory()).toBe(true);
  });

  it('throws what the system says where a file is in the way', () => {
    writeFileSync(join(base, 'file'), '');
    expect(() => makeFolder(join(base, 'file', 'x'))).toThrow(/ENOTDIR/);
  });

  it.runIf(existsSync('/proc/self'))('returns where a folder takes no children', () => {
    expect(() => makeFolder('/proc/nobody/x')).toThrow(/ENOENT/);
  });
});
