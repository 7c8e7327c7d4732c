import { chmodSync, chownSync, statSync } from 'node:fs';
import { describingFileErrors } from '../../lib/file-error.ts';
import { FOLDER_MODE } from './volume-folders.ts';

/**
 * Hands a folder to a user and a group, the folder alone: what is in it keeps its owners. Tells whether there was
 * anything to do. Throws `PlaygroundError` `file-refused`.
 */
export function ownFolder(path: string, user: number, group: number): Promise<boolean> {
  return describingFileErrors('change the owner of', path, () => {
    const { uid, gid, mode } = statSync(path);
    if (uid === user && gid === group && (mode & 0o7777) === FOLDER_MODE) return false;
    // In this order: once it is another group's, the bit for that group may no longer be set.
    chmodSync(path, FOLDER_MODE);
    chownSync(path, user, group);
    return true;
  });
}
