import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { DIST, ROOT } from './paths.ts';

/** Type declarations of the library for those who import it. */
export function emitTypes(): void {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = ['--project', join(ROOT, 'tsconfig.types.json'), '--outDir', join(DIST, 'types')];
  execFileSync(process.execPath, [tsc, ...options], { cwd: ROOT, stdio: 'inherit' });
}
