import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PlaygroundError, systemCodeOf } from '../../lib/errors.ts';
import { fileError } from '../../lib/file-error.ts';
import { replaceFile } from '../../lib/replace-file.ts';

/** What a volume says about the files in it. */
export interface VolumeMarker {
  /** Of the playground that made them. */
  version: string;
  /** `namespace/name`: nobody else may write here. */
  deployment: string;
  /** Digest of what was asked for. */
  request: string;
  /** Digest of the files. */
  content: string;
  /** Whether all of them are in their places; false while they are being put there. */
  complete: boolean;
  /** Unix seconds. */
  genesisTime?: number;
  /** Milliseconds. */
  slotDuration?: number;
  /** Paths below the volume. */
  files: string[];
}

const MARKER_FILE = '.builder-playground-artifacts.json';

/** Undefined where there is none. Throws `PlaygroundError` `volume-marker-damaged` and `file-refused`. */
export function readMarker(dir: string): VolumeMarker | undefined {
  const path = join(dir, MARKER_FILE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw fileError(error, 'read', path);
  }
  try {
    const marker = JSON.parse(text) as VolumeMarker;
    if (typeof marker.deployment === 'string' && Array.isArray(marker.files)) return marker;
  } catch {
    // Told below.
  }
  throw new PlaygroundError('volume-marker-damaged', `${path} is damaged`, {
    kind: 'environment',
    hint: 'nothing was changed: delete it, and the folders with the chain if that should begin anew',
    details: { path },
  });
}

/**
 * The marker of a volume that is this deployment's, or nobody's (undefined). Throws `PlaygroundError`
 * `volume-of-another`.
 */
export function ownMarker(dir: string, deployment: string): VolumeMarker | undefined {
  const marker = readMarker(dir);
  if (marker === undefined || marker.deployment === deployment) return marker;
  throw new PlaygroundError(
    'volume-of-another',
    `${dir} belongs to deployment ${marker.deployment}, not ${deployment}`,
    {
      kind: 'environment',
      hint: 'nothing was changed: give each deployment a storage path of its own',
      details: { dir, owner: marker.deployment, deployment },
    },
  );
}

export function writeMarker(dir: string, marker: VolumeMarker): void {
  replaceFile(join(dir, MARKER_FILE), `${JSON.stringify(marker, null, 2)}\n`);
}

/** Removes what a writer left who was killed in the middle. */
export function removeMarkerDrafts(dir: string): void {
  for (const name of readdirSync(dir)) {
    if (name.startsWith(`${MARKER_FILE}.`)) rmSync(join(dir, name), { force: true });
  }
}
