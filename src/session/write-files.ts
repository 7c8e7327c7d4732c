import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import type { ArtifactFile } from '../artifacts/artifact.ts';
import { fileError } from '../lib/file-error.ts';

/**
 * Writes files below `dir`, making their folders. Synchronous on purpose: for hundreds of small files that is several
 * times faster than as many promises, and nothing else is to be done meanwhile.
 */
export function writeFiles(dir: string, files: readonly ArtifactFile[]): void {
  for (const folder of new Set(files.map(({ path }) => dirname(insidePath(path))))) {
    attempt(join(dir, folder), (path) => mkdirSync(path, { recursive: true }));
  }
  for (const { path, content, mode } of files) {
    const options = mode === undefined ? {} : { mode };
    attempt(join(dir, path), (target) => writeFileSync(target, content, options));
  }
}

function attempt(path: string, write: (path: string) => void): void {
  try {
    write(path);
  } catch (error) {
    throw fileError(error, 'write', path);
  }
}

function insidePath(path: string): string {
  const clean = normalize(path);
  if (isAbsolute(clean) || clean.startsWith('..')) throw new RangeError(`an artifact outside of its folder: ${path}`);
  return clean;
}
