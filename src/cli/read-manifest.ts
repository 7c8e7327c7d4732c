import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PlaygroundError } from '../lib/errors.ts';
import { describingFileErrors } from '../lib/file-error.ts';
import { decodeManifest } from '../manifest/codec.ts';
import type { Manifest } from '../manifest/service.ts';
import { findSession } from '../session/find-session.ts';

/**
 * Reads the manifest of a session (the latest without a name), of a folder, or a file. Throws `PlaygroundError` that
 * names the file, or the session that is not there.
 */
export async function readManifest(name: string | undefined): Promise<{ manifest: Manifest; file: string }> {
  if (name !== undefined && (existsSync(name) || /[/.]/.test(name))) return readFile(name);
  return readFile((await findSession(name === undefined ? {} : { name })).dir);
}

async function readFile(path: string): Promise<{ manifest: Manifest; file: string }> {
  const isFolder = await describingFileErrors('read', path, () => statSync(path).isDirectory());
  const file = isFolder ? join(path, 'manifest.json') : path;
  return describingFileErrors('read', file, () => {
    if (statSync(file, { throwIfNoEntry: false }) === undefined) throw missingManifest(path);
    return { manifest: decodeManifest(readFileSync(file, 'utf8'), file), file };
  });
}

function missingManifest(folder: string): PlaygroundError {
  return new PlaygroundError('manifest-missing', `${folder} has no manifest.json`, {
    kind: 'usage',
    hint: 'playground start RECIPE --dry-run --output FOLDER writes a folder with one',
    details: { folder },
  });
}
