import { globSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DIST } from './paths.ts';

/** A session that started from an earlier build still loads parts of it when it stops. */
const KEPT_FOR_MS = 24 * 60 * 60 * 1000;

/** Removes what earlier builds left, once nobody runs it any more. */
export function removeStale(written: readonly string[]): void {
  const current = new Set(written);
  for (const path of globSync(['*.js', 'chunks/*', 'texts/*'], { cwd: DIST })) {
    const file = join(DIST, path);
    if (!current.has(path) && Date.now() - statSync(file).mtimeMs > KEPT_FOR_MS) rmSync(file);
  }
}
