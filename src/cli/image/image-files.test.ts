import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imageFiles } from './image-files.ts';
import { type Platform, parsePlatforms } from './platform.ts';

const [AMD64, ARM64] = parsePlatforms('linux/amd64,linux/arm64') as [Platform, Platform];

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'image-'));
  write('package.json', '{"name":"builder-playground","version":"1","type":"module","devDependencies":{"x":"1"}}');
  write('dist/playground.js');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function files(platform = AMD64) {
  return imageFiles(root, [{ path: 'node_modules/a', dir: join(root, 'a') }], platform);
}

const HOME = 'opt/builder-playground/';
const paths = (platform = AMD64) =>
  files(platform).flatMap(({ path, type }) => (type === 'file' ? [path.replace(HOME, '')] : []));

describe('imageFiles', () => {
  beforeEach(() => write('a/package.json', '{}'));

  it('puts the program where a shell finds it', () => {
    const byPath = new Map(files().map((entry) => [entry.path, entry]));
    const command = byPath.get('usr/local/bin/playground');
    expect(command).toMatchObject({
      type: 'link',
      content: Buffer.from('../../../opt/builder-playground/dist/playground.js'),
    });
    expect(byPath.get(`${HOME}dist/playground.js`)?.mode).toBe(0o755);
    expect(byPath.get(`${HOME}package.json`)?.content.toString()).not.toContain('devDependencies');
  });

  it('lists every folder before what is in it', () => {
    const seen = new Set(['.']);
    for (const { path, type } of files()) {
      expect(seen, path).toContain(dirname(path));
      if (type === 'folder') seen.add(path);
    }
    expect(seen).toContain('opt/builder-playground/node_modules/a');
  });

  it('takes the files of this build only, and nothing that only other programs import', () => {
    for (const path of [
      'chunks/new.js',
      'chunks/old.js',
      'index.js',
      'types/index.d.ts',
      '.cache/x',
      'texts/help.txt',
    ]) {
      write(`dist/${path}`);
    }
    const all = ['dist/chunks/new.js', 'dist/chunks/old.js', 'dist/playground.js', 'dist/texts/help.txt'];
    const own = () => paths().filter((path) => path.startsWith('dist/'));
    expect(own()).toEqual(all);
    write('dist/.built', 'playground.js\nindex.js\nchunks/new.js\n');
    expect(own()).toEqual(['dist/chunks/new.js', 'dist/playground.js']);
  });

  it('takes code and licences of other packages', () => {
    const kept = ['LICENSE', 'index.js', 'lib/a.cjs', 'lib/b.mjs', 'lib/c.wasm', 'package.json'];
    const left = [
      'README.md',
      'index.d.ts',
      'src/lib.rs',
      'deps/x.js',
      'test/x.js',
      'node_modules/b/x.js',
      '.yarn/x.cjs',
    ];
    for (const path of [...kept, ...left]) write(`a/${path}`);
    const found = paths().filter((path) => path.startsWith('node_modules/a/'));
    expect(found.map((path) => path.replace('node_modules/a/', ''))).toEqual(kept);
  });

  it('takes native code of its platform', () => {
    const native = ['linux-x64/a.node', 'linux-x64/a.musl.node', 'linux-arm64/a.armv8.node', 'darwin-x64/a.node'];
    for (const path of native) write(`a/${path}`);
    const found = (platform: Platform) => paths(platform).filter((path) => path.endsWith('.node'));
    expect(found(AMD64)).toEqual(['node_modules/a/linux-x64/a.node']);
    expect(found(ARM64)).toEqual(['node_modules/a/linux-arm64/a.armv8.node']);
  });

  it('says when there is no build', () => {
    rmSync(join(root, 'dist/playground.js'));
    expect(() => files()).toThrow(
      expect.objectContaining({ code: 'not-built', hint: 'build it first: npm run build' }),
    );
  });
});
