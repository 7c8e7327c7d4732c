import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { replaceFile } from './replace-file.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'replace-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('makes and replaces a file, and leaves nothing else', () => {
  const path = join(dir, 'a.yaml');
  for (const content of ['one', 'two']) {
    replaceFile(path, content);
    expect(readFileSync(path, 'utf8')).toBe(content);
  }
  expect(readdirSync(dir)).toEqual(['a.yaml']);
});

it('says what is in the way, and leaves it as it was', () => {
  mkdirSync(join(dir, 'a.yaml', 'b'), { recursive: true });
  const message = `cannot write ${join(dir, 'a.yaml')}: a folder is in its place`;
  expect(() => replaceFile(join(dir, 'a.yaml'), 'x')).toThrow(
    expect.objectContaining({ code: 'file-refused', message }),
  );
  expect(readdirSync(dir)).toEqual(['a.yaml']);
});

it('says that there is no folder', () => {
  const path = join(dir, 'none', 'a.yaml');
  expect(() => replaceFile(path, 'x')).toThrow(`cannot write ${path}: it does not exist`);
});
