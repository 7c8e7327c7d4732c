import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { PlaygroundError } from '../../lib/errors.ts';
import type { TarEntry } from '../../lib/tar.ts';
import type { Platform } from './platform.ts';
import type { ProductionPackage } from './production-packages.ts';

/** Where the package lies in the image. */
const HOME = 'opt/builder-playground';
const COMMAND = 'usr/local/bin/playground';
const PROGRAM = 'playground.js';
/** Of the package itself: what only other programs import is of no use in the image. */
const NOT_IN_IMAGE = /^(?:types\/|index\.js$|\.)/;
/** Of other packages: code, and the words under which it may be passed on. */
const KEPT = /\.(?:c?js|mjs|wasm|node)$|(?:^|\/)package\.json$|(?:^|\/)(?:licen[cs]e|notice|copying)[^/]*$/i;
/** Of other packages: what they are built and tested with. */
const NOT_KEPT = /(?:^|\/)(?:node_modules|deps|test|tests|__tests__|\.[^/]*)\//;

/**
 * What the image holds besides its base, from the root of the file system on: this package as it is installed, with
 * native code for one platform. The same files on this machine give the same list. Throws `PlaygroundError` `not-built`.
 * @param root folder of this package
 */
export function imageFiles(root: string, packages: readonly ProductionPackage[], platform: Platform): TarEntry[] {
  const dist = join(root, 'dist');
  const own = programFiles(dist).map((path) => fileEntry(`${HOME}/dist/${path}`, join(dist, path), path === PROGRAM));
  const others = packages.flatMap(({ path, dir }) => {
    const files = filesBelow(dir).filter((file) => isKept(file, platform));
    return files.map((file) => fileEntry(`${HOME}/${path}/${file}`, join(dir, file)));
  });
  const licence = existsSync(join(root, 'LICENSE')) ? [fileEntry(`${HOME}/LICENSE`, join(root, 'LICENSE'))] : [];
  const link = posix.relative(dirname(COMMAND), `${HOME}/dist/${PROGRAM}`);
  const entries: TarEntry[] = [
    { path: `${HOME}/package.json`, type: 'file', mode: 0o644, content: Buffer.from(ownManifest(root)) },
    { path: COMMAND, type: 'link', mode: 0o777, content: Buffer.from(link) },
    ...licence,
    ...own,
    ...others,
  ];
  return [...foldersOf(entries), ...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * The files of the present build. A folder in which builds follow each other has files of earlier ones, too, and a list
 * of those that count.
 */
function programFiles(dist: string): string[] {
  if (!existsSync(join(dist, PROGRAM))) {
    throw new PlaygroundError('not-built', `${dist} has no ${PROGRAM}`, {
      kind: 'environment',
      hint: 'build it first: npm run build',
    });
  }
  const list = join(dist, '.built');
  const listed = existsSync(list) ? readFileSync(list, 'utf8').split('\n').filter(Boolean) : [];
  return (listed.length > 0 ? listed : filesBelow(dist)).filter((path) => !NOT_IN_IMAGE.test(path)).sort();
}

/** Nothing of what the package needs for its development. */
function ownManifest(root: string): string {
  const { name, version, license, type, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return `${JSON.stringify({ name, version, license, type, dependencies }, null, 2)}\n`;
}

function isKept(path: string, { cpu }: Platform): boolean {
  if (NOT_KEPT.test(path) || !KEPT.test(path)) return false;
  return !path.endsWith('.node') || (path.includes(`linux-${cpu}`) && !path.includes('musl'));
}

function fileEntry(path: string, source: string, executable = false): TarEntry {
  return { path, type: 'file', mode: executable ? 0o755 : 0o644, content: readFileSync(source) };
}

/** All of them: a folder that is not in the archive would get the time of its unpacking. */
function foldersOf(entries: readonly TarEntry[]): TarEntry[] {
  const folders = new Set<string>();
  for (const { path } of entries) {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  }
  return [...folders].map((path) => ({ path, type: 'folder', mode: 0o755, content: new Uint8Array() }));
}

function filesBelow(dir: string): string[] {
  const paths = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  return paths.filter((path) => statSync(join(dir, path)).isFile()).map((path) => path.replaceAll('\\', '/'));
}
