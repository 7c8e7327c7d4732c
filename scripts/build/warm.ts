import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST } from './paths.ts';

const CACHE = join(DIST, '.cache');

/**
 * Fills the compile cache with what the command line runs; the services' programs fill theirs when they first run.
 * What earlier builds left there is of no use to anybody.
 */
export function warmCompileCache(): void {
  rmSync(CACHE, { recursive: true, force: true });
  const dir = mkdtempSync(join(tmpdir(), 'playground-build-'));
  const args = ['start', 'l1', '--dry-run', '--output', join(dir, 'session')];
  spawnSync(process.execPath, [join(DIST, 'playground.js'), ...args], {
    stdio: 'ignore',
    env: { ...process.env, XDG_STATE_HOME: join(dir, 'state'), NODE_COMPILE_CACHE: CACHE },
  });
  rmSync(dir, { recursive: true, force: true });
}
