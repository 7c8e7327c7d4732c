import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { missing, type Skip } from './real-world.ts';

/**
 * A path below the shared conformance data: the folder that PLAYGROUND_CONFORMANCE names, or ../shared/conformance
 * beside the repository. Skips with the reason where there is none.
 */
export function conformancePath(...parts: string[]): string | Skip {
  const beside = join(import.meta.dirname, '../../../shared/conformance');
  const folder = process.env.PLAYGROUND_CONFORMANCE ?? beside;
  const path = join(folder, ...parts);
  return existsSync(path) ? path : missing(`${path} does not exist: PLAYGROUND_CONFORMANCE names the conformance data`);
}
