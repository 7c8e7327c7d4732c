import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { ArtifactFile } from '../../artifacts/artifact.ts';
import { PlaygroundError } from '../../lib/errors.ts';
import { describingFileErrors } from '../../lib/file-error.ts';
import { VERSION } from '../../lib/version.ts';
import { withoutAbsent } from '../../lib/without-absent.ts';
import { digestOfFiles } from './digest.ts';
import { checkPaths, occupied, placeFiles } from './place-files.ts';
import { makeVolumeFolders, volumesWithData } from './volume-folders.ts';
import { ownMarker, removeMarkerDrafts, type VolumeMarker, writeMarker } from './volume-marker.ts';

export interface Volume {
  /** Its root: a session folder, as services see it. */
  dir: string;
  /** `namespace/name`. */
  deployment: string;
  /** Folders for the data of services. */
  volumes: readonly string[];
}

export interface FileSource {
  /** Digest of what is asked for: the same gives the same files, but for a genesis time that is chosen. */
  request: string;
  /** Whether there is nothing to choose. */
  isFixed: boolean;
  /** Makes the files, those of a chain that is there already with its genesis time (Unix seconds). */
  make(genesisTime: number | undefined): Promise<MadeFiles>;
}

export interface MadeFiles {
  files: ArtifactFile[];
  /** Unix seconds. */
  genesisTime?: number;
  /** Milliseconds. */
  slotDuration?: number;
}

/** What is in a volume. */
export interface VolumeReport {
  genesisTime?: number;
  slotDuration?: number;
  /** Whether anything had to be written. */
  made: boolean;
  /** How many. */
  files: number;
}

/**
 * Brings the files of a deployment into its volume, once: a second call finds them and writes nothing. Whoever is killed
 * on the way leaves a volume that the next call completes. A chain is never parted from the files that it began with.
 * Throws `PlaygroundError`: `volume-of-another`, `volume-in-use`, `chain-data-kept`, `reserved-path`, `file-refused`, and
 * what the source throws.
 */
export async function fillVolume(volume: Volume, source: FileSource): Promise<VolumeReport> {
  const { dir, volumes } = volume;
  const marker = ownMarker(dir, volume.deployment);
  await describingFileErrors('write', dir, () => removeMarkerDrafts(dir));
  makeVolumeFolders(dir, volumes);
  const isThere = marker?.complete === true && isIntact(dir, marker);
  if (isThere && marker.request === source.request) return reportOf(marker, false);

  const data = volumesWithData(dir, volumes);
  const isOfChain = marker !== undefined && (marker.complete || data.length > 0);
  const same = isOfChain ? await sameFiles(marker, source) : undefined;
  if (same === undefined && data.length > 0) checkData(data, marker, source);
  const made = same ?? (await source.make(undefined));
  checkPaths(made.files);
  if (marker === undefined) checkPlaces(dir, made.files);
  const next = markerOf(volume, source, made);
  if (!isThere || same === undefined) {
    writeMarker(dir, { ...next, complete: false, files: [...new Set([...(marker?.files ?? []), ...next.files])] });
    await placeFiles(dir, made.files, marker?.files ?? []);
  }
  writeMarker(dir, next);
  return reportOf(next, !isThere || same === undefined);
}

/** The files that are asked for, if they are those that the marker tells of: of the request, much changes no file. */
async function sameFiles(marker: VolumeMarker, source: FileSource): Promise<MadeFiles | undefined> {
  const made = await source.make(marker.genesisTime);
  return digestOfFiles(made.files) === marker.content ? made : undefined;
}

/** A chain without a marker comes from files that have been removed: only what is fixed can be those again. */
function checkData(data: readonly string[], marker: VolumeMarker | undefined, { isFixed }: FileSource): void {
  if (marker === undefined && isFixed) return;
  const where = data.join(', ');
  const message =
    marker === undefined
      ? `there is a chain in ${where}, but not the files that it began with`
      : `the files that are asked for are not those that the chain in ${where} began with`;
  throw new PlaygroundError('chain-data-kept', message, {
    kind: 'usage',
    hint: 'nothing was changed: undo what was changed in the request, or delete these folders to begin a new chain',
    details: { volumes: data },
  });
}

/** Without a marker nothing in the volume is ours to replace. */
function checkPlaces(dir: string, files: readonly ArtifactFile[]): void {
  const taken = occupied(dir, files);
  if (taken.length === 0) return;
  throw new PlaygroundError('volume-in-use', `${dir} has files already that nobody made here: ${taken.join(', ')}`, {
    kind: 'usage',
    hint: 'nothing was changed: use artifacts of source existing to run with them, or another storage path',
    details: { dir, entries: taken },
  });
}

function isIntact(dir: string, { files }: VolumeMarker): boolean {
  return files.every((path) => statSync(join(dir, path), { throwIfNoEntry: false })?.isFile() === true);
}

function markerOf(
  { deployment }: Volume,
  { request }: FileSource,
  { files, genesisTime, slotDuration }: MadeFiles,
): VolumeMarker {
  return withoutAbsent({
    version: VERSION,
    deployment,
    request,
    content: digestOfFiles(files),
    complete: true,
    genesisTime,
    slotDuration,
    files: files.map(({ path }) => path).sort(),
  });
}

function reportOf({ genesisTime, slotDuration, files }: VolumeMarker, made: boolean): VolumeReport {
  return withoutAbsent({ genesisTime, slotDuration, made, files: files.length });
}
