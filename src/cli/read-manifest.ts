import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describingFileErrors } from '../lib/file-error.ts';
import { decodeManifest } from '../manifest/codec.ts';
import type { Manifest } from '../manifest/service.ts';

/** Reads a manifest.json, or the one in a folder. Throws `PlaygroundError` that names the file. */
export function readManifest(path: string): Promise<{ manifest: Manifest; file: string }> {
  return describingFileErrors('read', path, () => {
    const file = statSync(path).isDirectory() ? join(path, 'manifest.json') : path;
    return { manifest: decodeManifest(readFileSync(file, 'utf8'), file), file };
  });
}
