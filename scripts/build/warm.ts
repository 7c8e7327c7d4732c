import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DIST } from './paths.ts';

/** Fills the compile cache, so that the first start is as quick as the second. */
export function warmCompileCache(): void {
  for (const args of [['recipes']]) {
    spawnSync(process.execPath, [join(DIST, 'playground.js'), ...args], {
      stdio: 'ignore',
      env: { ...process.env, NODE_COMPILE_CACHE: join(DIST, '.cache') },
    });
  }
}
