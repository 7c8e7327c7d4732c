import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import type { ArtifactFile } from '../artifacts/artifact.ts';
import { fileError } from '../lib/file-error.ts';
import { sessionPaths, VOLUME_PREFIX } from './paths.ts';

/**
 * The files of a session folder that services read: neither what describes the session nor what its services have
 * written. In the order of their names. Throws `file-refused`.
 */
export function folderFiles(dir: string): ArtifactFile[] {
  const bookkeeping = new Set(Object.values(sessionPaths(dir)).map((path) => basename(path)));
  return entriesOf(dir)
    .filter((name) => !bookkeeping.has(name) && !name.startsWith(VOLUME_PREFIX))
    .flatMap((name) => filesBelow(join(dir, name)))
    .map((path) => readArtifact(path, relative(dir, path)));
}

/** A link to a folder could lead anywhere, or round in a circle. */
function filesBelow(path: string): string[] {
  if (lstatSync(path).isDirectory()) return entriesOf(path).flatMap((name) => filesBelow(join(path, name)));
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? [path] : [];
}

function entriesOf(dir: string): string[] {
  return attempt(dir, () => readdirSync(dir).sort());
}

function readArtifact(path: string, name: string): ArtifactFile {
  return attempt(path, () => ({
    path: name.split(sep).join('/'),
    content: readFileSync(path),
    mode: statSync(path).mode & 0o777,
  }));
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw fileError(error, 'read', path);
  }
}
