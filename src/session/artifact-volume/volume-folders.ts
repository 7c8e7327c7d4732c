import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';
import { PlaygroundError, systemCodeOf } from '../../lib/errors.ts';
import { fileError } from '../../lib/file-error.ts';

/** Files of new entries belong to the folder's group, which may write: the `fsGroup` of a pod, whatever its users are. */
export const FOLDER_MODE = 0o2775;

/** Of every fresh ext4 file system. */
const NOT_DATA = new Set(['lost+found']);

/**
 * Makes the folders for the data of services; what is there stays as it is. Kubernetes would make them itself, for root
 * alone. Throws `PlaygroundError` `invalid-volume` and `file-refused`.
 */
export function makeVolumeFolders(dir: string, volumes: readonly string[]): void {
  for (const volume of volumes) {
    const clean = normalize(volume);
    if (isAbsolute(clean) || clean.startsWith('..') || clean === '.') {
      throw new PlaygroundError('invalid-volume', `"${volume}" is no folder of the volume`, { kind: 'usage' });
    }
    const parts = clean.split('/').filter((part) => part !== '');
    for (const [i] of parts.entries()) makeShared(join(dir, ...parts.slice(0, i + 1)));
  }
}

/** The volumes with something in them. */
export function volumesWithData(dir: string, volumes: readonly string[]): string[] {
  return volumes.filter((volume) => entriesOf(join(dir, volume)).some((name) => !NOT_DATA.has(name)));
}

function makeShared(path: string): void {
  try {
    mkdirSync(path);
    chmodSync(path, FOLDER_MODE);
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST') throw fileError(error, 'create', path);
  }
}

function entriesOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw fileError(error, 'read', path);
  }
}
