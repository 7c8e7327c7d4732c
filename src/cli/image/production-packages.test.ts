import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../../../test/support/built-program.ts';
import { parsePlatforms } from './platform.ts';
import { productionPackages } from './production-packages.ts';

const [AMD64, ARM64] = parsePlatforms('linux/amd64,linux/arm64') as [never, never];

let home: string;

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'packages-')));
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

type Needs = { dependencies?: Record<string, string>; optionalDependencies?: Record<string, string> };

function install(path: string, needs: Needs = {}): void {
  const file = join(home, path, 'package.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ name: path, version: '1.0.0', ...needs }));
}

const on = (...names: string[]) => ({ dependencies: Object.fromEntries(names.map((name) => [name, '1'])) });

/** Place in the image → folder on this machine. */
function placed(root = '.', platform = AMD64) {
  const { packages } = productionPackages(join(home, root), platform);
  return Object.fromEntries(packages.map(({ path, dir }) => [path, relative(home, dir)]));
}

describe('productionPackages', () => {
  it('finds what is needed, however deep, and nothing else', () => {
    install('.', on('a', 'b'));
    install('node_modules/a', on('@scope/c'));
    install('node_modules/b');
    install('node_modules/@scope/c', on('b'));
    install('node_modules/development');
    expect(Object.keys(placed())).toEqual(['node_modules/a', 'node_modules/b', 'node_modules/@scope/c']);
  });

  it('finds them beside an installed package, too', () => {
    install('node_modules/builder-playground', on('a'));
    install('node_modules/a');
    expect(placed('node_modules/builder-playground')).toEqual({ 'node_modules/a': 'node_modules/a' });
  });

  it('follows the links of other package managers', () => {
    install('store/playground', on('a'));
    install('store/links/a/node_modules/a', on('b'));
    install('store/links/a/node_modules/b');
    mkdirSync(join(home, 'store/playground/node_modules'));
    symlinkSync('../../links/a/node_modules/a', join(home, 'store/playground/node_modules/a'));
    expect(placed('store/playground')).toEqual({
      'node_modules/a': 'store/links/a/node_modules/a',
      'node_modules/b': 'store/links/a/node_modules/b',
    });
  });

  it('gives each the version that it has', () => {
    install('.', on('a', 'b'));
    install('node_modules/a', on('c'));
    install('node_modules/b', on('c', 'd'));
    install('node_modules/c');
    install('node_modules/d', on('c'));
    install('node_modules/b/node_modules/c');
    expect(placed()).toEqual({
      'node_modules/a': 'node_modules/a',
      'node_modules/b': 'node_modules/b',
      'node_modules/c': 'node_modules/c',
      'node_modules/b/node_modules/c': 'node_modules/b/node_modules/c',
      'node_modules/d': 'node_modules/d',
    });
  });

  it('survives packages that need each other', () => {
    install('.', on('a'));
    install('node_modules/a', on('b'));
    install('node_modules/b', on('a'));
    expect(Object.keys(placed())).toEqual(['node_modules/a', 'node_modules/b']);
  });

  it('takes native code of the platform, and tells what is not there', () => {
    const names = ['a-linux-x64-gnu', 'a-linux-x64-musl', 'a-linux-arm64-gnu', 'a-darwin-arm64'];
    install('.', on('a'));
    install('node_modules/a', { optionalDependencies: Object.fromEntries(names.map((name) => [name, '1.2.3'])) });
    for (const name of names.filter((one) => !one.includes('linux-arm64'))) install(`node_modules/${name}`);
    expect(Object.keys(placed())).toEqual(['node_modules/a', 'node_modules/a-linux-x64-gnu']);
    expect(productionPackages(home, AMD64).absent).toEqual([]);
    expect(productionPackages(home, ARM64).absent).toEqual([{ name: 'a-linux-arm64-gnu', version: '1.2.3' }]);
  });

  it('says what is not installed', () => {
    install('.', on('a'));
    expect(() => placed()).toThrow(expect.objectContaining({ code: 'package-missing' }));
  });

  it('agrees with the lock file about this package', () => {
    const { packages } = productionPackages(ROOT, AMD64);
    const paths = packages.map(({ path }) => path);
    expect(paths).toContain('node_modules/classic-level');
    expect(paths).toContain('node_modules/node-gyp-build');
    expect(paths.filter((path) => /esbuild|vitest|typescript|client-node/.test(path))).toEqual([]);
    expect(new Set(paths).size).toBe(paths.length);
  });
});
