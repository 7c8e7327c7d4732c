import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Replaces a file in one step, so that a program that starts meanwhile reads the old one or the new one. Tells whether
 * there was anything to do.
 */
export function writeIfChanged(path: string, contents: string | Uint8Array): boolean {
  const next = Buffer.from(contents);
  if (current(path)?.equals(next)) return false;
  mkdirSync(dirname(path), { recursive: true });
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, next);
  renameSync(aside, path);
  return true;
}

function current(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
