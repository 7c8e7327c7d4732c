import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlaygroundError, systemCodeOf } from '../../lib/errors.ts';
import { chainFacts } from './chain-facts.ts';
import type { Volume, VolumeReport } from './fill-volume.ts';
import { makeVolumeFolders } from './volume-folders.ts';
import { ownMarker } from './volume-marker.ts';

/**
 * Looks whether the files that a person has put into a volume are there, and makes the folders for data. Throws
 * `PlaygroundError` `artifacts-missing`, which names all that is missing, and `volume-of-another`.
 * @param expected paths below the volume
 */
export function checkVolume({ dir, deployment, volumes }: Volume, expected: readonly string[]): VolumeReport {
  ownMarker(dir, deployment);
  const problems = expected.flatMap((path) => problemOf(dir, path));
  if (problems.length > 0) {
    throw new PlaygroundError('artifacts-missing', `${dir} is not ready to be used: ${problems.join(', ')}`, {
      kind: 'environment',
      hint: 'copy the session folder there, readable for user 1000, or let the files be made: artifacts.source generate',
      details: { dir, problems },
    });
  }
  makeVolumeFolders(dir, volumes);
  return { ...chainFacts((path) => textOf(join(dir, path))), made: false, files: expected.length };
}

function problemOf(dir: string, path: string): string[] {
  try {
    accessSync(join(dir, path), constants.R_OK);
    return [];
  } catch (error) {
    return [`${path} ${systemCodeOf(error) === 'ENOENT' ? 'does not exist' : 'cannot be read'}`];
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
