import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { ArtifactFile } from '../../../artifacts/artifact.ts';
import { PlaygroundError } from '../../../lib/errors.ts';
import { readTar } from '../../../lib/tar.ts';
import { ARCHIVES, type Archive, parsePartKey } from './bundle-parts.ts';

/** More than any recipe makes; what unpacks to more would fill the memory first. */
const LARGEST = 512 * 1024 * 1024;

/**
 * The files of a bundle that `packBundle` packed. `parts` are its pieces by their keys, whichever object held them; other
 * keys are left alone. Throws `PlaygroundError`: `bundle-changed` when it is not the bundle that was meant, before any of
 * it is looked into; `archive-damaged`; `archive-unsafe`.
 * @param sha256 of all pieces, hexadecimal
 */
export function unpackBundle(parts: ReadonlyMap<string, Uint8Array>, sha256: string): ArtifactFile[] {
  const archives = ARCHIVES.map((archive) => joined(parts, archive));
  const found = archives.reduce((hash, bytes) => hash.update(bytes), createHash('sha256')).digest('hex');
  if (found !== sha256) throw changed(found, sha256, parts);
  return archives
    .filter(({ length }) => length > 0)
    .flatMap((bytes) => readTar(decompress(bytes)))
    .filter(({ type }) => type === 'file')
    .map(({ path, content, mode }) => ({ path, content, mode: mode & 0o777 }));
}

function joined(parts: ReadonlyMap<string, Uint8Array>, archive: Archive): Buffer {
  const own = [...parts].flatMap(([key, content]) => {
    const part = parsePartKey(key);
    return part?.archive === archive ? [{ index: part.index, content }] : [];
  });
  return Buffer.concat(own.sort((a, b) => a.index - b.index).map(({ content }) => content));
}

function decompress(bytes: Uint8Array): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST });
  } catch (cause) {
    throw new PlaygroundError('archive-damaged', 'the archive is damaged: it cannot be decompressed', { cause });
  }
}

function changed(found: string, sha256: string, parts: ReadonlyMap<string, Uint8Array>): PlaygroundError {
  return new PlaygroundError(
    'bundle-changed',
    `the bundle is not the one that was meant: SHA-256 ${found}, not ${sha256}`,
    {
      hint: 'make it anew with playground k8s generate --artifacts bundle, and apply all of it',
      details: { found, sha256, parts: [...parts.keys()] },
    },
  );
}
