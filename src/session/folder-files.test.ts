import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { folderFiles } from './folder-files.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'files-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('are what services read, in order, with their permissions', () => {
  mkdirSync(join(dir, 'testnet', 'deep'), { recursive: true });
  writeFileSync(join(dir, 'testnet/deep/b'), Buffer.from([0, 255]), { mode: 0o600 });
  writeFileSync(join(dir, 'testnet/a'), '');
  writeFileSync(join(dir, 'genesis.json'), '{}', { mode: 0o644 });
  for (const own of ['manifest.json', 'graph.dot', 'k8s-manifest.yaml', 'session.json', '.builder-playground']) {
    writeFileSync(join(dir, own), 'ours');
  }
  for (const folder of ['logs', 'volume-el-data']) {
    mkdirSync(join(dir, folder));
    writeFileSync(join(dir, folder, 'x'), 'theirs');
  }
  const files = folderFiles(dir);
  expect(files.map(({ path }) => path)).toEqual(['genesis.json', 'testnet/a', 'testnet/deep/b']);
  expect(files[2]).toEqual({ path: 'testnet/deep/b', content: Buffer.from([0, 255]), mode: 0o600 });
});

it('are those that links name, but no folders that links lead to', () => {
  mkdirSync(join(dir, 'a'));
  writeFileSync(join(dir, 'a/real'), 'content');
  symlinkSync('a/real', join(dir, 'link'));
  symlinkSync('..', join(dir, 'a', 'circle'));
  symlinkSync('nowhere', join(dir, 'broken'));
  expect(folderFiles(dir).map(({ path, content }) => [path, String(content)])).toEqual([
    ['a/real', 'content'],
    ['link', 'content'],
  ]);
});

it('cannot be read where there is no folder', () => {
  expect(() => folderFiles(join(dir, 'none'))).toThrow(expect.objectContaining({ code: 'file-refused' }));
});
