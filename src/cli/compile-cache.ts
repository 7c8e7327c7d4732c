import { constants, enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';

/**
 * Lets V8 keep what it compiled: beside the built program, or, where that folder is not writable, in the user's cache.
 * Does nothing for sources, or where NODE_COMPILE_CACHE has chosen already.
 */
export function useCompileCache(program: string): void {
  if (program.endsWith('.ts')) return;
  const { FAILED } = constants.compileCacheStatus;
  if (enableCompileCache(fileURLToPath(new URL('.cache', program))).status !== FAILED) return;
  const cache = process.env.XDG_CACHE_HOME || `${homedir()}/.cache`;
  enableCompileCache(`${cache}/builder-playground/compile`);
}
