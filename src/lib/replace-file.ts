import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileError } from './file-error.ts';

/**
 * Writes a file such that a reader sees what was there before or all of the new content, never a part of it. Throws what
 * `fileError` makes of a refusal, and leaves nothing behind then.
 */
export function replaceFile(path: string, content: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, content);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw fileError(error, 'write', path);
  }
}
