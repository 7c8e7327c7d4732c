import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ArtifactFile } from '../../artifacts/artifact.ts';
import { PlaygroundError } from '../../lib/errors.ts';
import { describingFileErrors } from '../../lib/file-error.ts';
import { isSecretPath } from '../../targets/kubernetes/bundle/is-secret-path.ts';
import { VOLUME_PREFIX } from '../paths.ts';
import { writeFiles } from '../write-files.ts';
import { FOLDER_MODE } from './volume-folders.ts';

/** Where files lie until all of them are written. */
const DRAFT_FOLDER = '.builder-playground-artifacts.new';
const FILE_MODE = 0o644;
/** For the group, too: services may run as other users of it. */
const SECRET_MODE = 0o640;

/**
 * Puts files into a volume in place of those that are there. Every top-level entry is replaced in one step; entries of
 * `previous` files that are no longer wanted go. Throws `PlaygroundError` `file-refused`.
 */
export async function placeFiles(
  dir: string,
  files: readonly ArtifactFile[],
  previous: readonly string[],
): Promise<void> {
  const draft = join(dir, DRAFT_FOLDER);
  await describingFileErrors('write', dir, () => {
    rmSync(draft, { recursive: true, force: true });
    writeFiles(draft, files);
    setModes(draft, files);
    const wanted = topEntries(files.map(({ path }) => path));
    for (const entry of topEntries(previous)) {
      if (!wanted.has(entry)) rmSync(join(dir, entry), { recursive: true, force: true });
    }
    for (const entry of wanted) {
      rmSync(join(dir, entry), { recursive: true, force: true });
      renameSync(join(draft, entry), join(dir, entry));
    }
    rmSync(draft, { recursive: true, force: true });
  });
}

/** The top-level entries of files that would take the place of something in the volume. */
export function occupied(dir: string, files: readonly ArtifactFile[]): string[] {
  return [...topEntries(files.map(({ path }) => path))].filter((entry) => existsSync(join(dir, entry)));
}

/** Throws `PlaygroundError` `reserved-path` for files that would lie where the data of services does, or our own. */
export function checkPaths(files: readonly ArtifactFile[]): void {
  const own = (entry: string) => entry.startsWith(VOLUME_PREFIX) || entry.startsWith('.builder-playground');
  const reserved = files.find(({ path }) => own(path));
  if (reserved === undefined) return;
  throw new PlaygroundError(
    'reserved-path',
    `${reserved.path} cannot be an artifact: its place is for data of services`,
    {
      kind: 'usage',
      hint: 'leave it out of the bundle',
    },
  );
}

function topEntries(paths: readonly string[]): Set<string> {
  return new Set(paths.map((path) => path.split('/')[0] ?? path));
}

/** Explicitly: what a process makes is also a matter of its umask. */
function setModes(draft: string, files: readonly ArtifactFile[]): void {
  for (const folder of foldersOf(files)) chmodSync(join(draft, folder), FOLDER_MODE);
  for (const { path, mode = FILE_MODE } of files) chmodSync(join(draft, path), isSecretPath(path) ? SECRET_MODE : mode);
}

function foldersOf(files: readonly ArtifactFile[]): Set<string> {
  const folders = new Set<string>();
  for (const { path } of files) {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  }
  return folders;
}
