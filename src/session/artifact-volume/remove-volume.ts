import { lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PlaygroundError } from '../../lib/errors.ts';
import { describingFileErrors } from '../../lib/file-error.ts';
import { ownMarker } from './volume-marker.ts';

/** What services share has no files of its own, and so no marker. */
const SHARED_FOLDER = /^shared-/;

/**
 * Removes the folder that holds the volume of a deployment, or one volume for each of its services. A folder that is gone
 * already is no error. Throws `PlaygroundError`: `volume-of-another`; `volume-not-ours` when nobody's mark is on it, or
 * other things are in it too; `file-refused`.
 */
export function removeVolume(dir: string, deployment: string): Promise<void> {
  return describingFileErrors('remove', dir, () => {
    const found = lstatSync(dir, { throwIfNoEntry: false });
    if (found === undefined) return;
    if (!found.isDirectory()) throw notOurs(dir, 'is no folder');
    if (ownMarker(dir, deployment) !== undefined) {
      removeTree(dir);
      return;
    }
    const folders = readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
    const marked = folders.filter((name) => ownMarker(join(dir, name), deployment) !== undefined);
    if (marked.length === 0) throw notOurs(dir, 'was not made by it');
    for (const name of folders) {
      if (marked.includes(name) || SHARED_FOLDER.test(name)) removeTree(join(dir, name));
    }
    const rest = readdirSync(dir);
    if (rest.length > 0) throw notOurs(dir, `has other things in it: ${rest.join(', ')}`);
    rmdirSync(dir);
  });

  function notOurs(path: string, why: string): PlaygroundError {
    return new PlaygroundError('volume-not-ours', `${path} is not removed for ${deployment}: it ${why}`, {
      kind: 'environment',
      hint: 'look at it, and remove it by hand',
    });
  }
}

function removeTree(path: string): void {
  rmSync(path, { recursive: true, force: true });
}
