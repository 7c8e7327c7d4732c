// Builds dist/: npm run build
//   --release  starts from an empty folder and adds the type declarations, as the published package has them
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './build/bundle.ts';
import { DIST } from './build/paths.ts';
import { removeStale } from './build/remove-stale.ts';
import { writeTexts } from './build/texts.ts';
import { emitTypes } from './build/types.ts';
import { warmCompileCache } from './build/warm.ts';

const release = process.argv.includes('--release');
const started = performance.now();
const stamp = join(DIST, '.built');

if (release) rmSync(DIST, { recursive: true, force: true });
mkdirSync(DIST, { recursive: true });
rmSync(stamp, { force: true });
const { files, changed } = await bundle().catch(endAfterReport);
const written = [...files, ...writeTexts()];
removeStale(written);
if (release) emitTypes();
if (changed) warmCompileCache();
// What belongs to this build: files of earlier ones may lie beside them.
writeFileSync(stamp, `${written.join('\n')}\n`);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(`built ${written.length} files in dist/ in ${seconds} s\n`);

/** What is wrong with the sources, the bundler has told already. */
function endAfterReport(error: unknown): never {
  if (error instanceof Error && 'errors' in error) process.exit(1);
  throw error;
}
