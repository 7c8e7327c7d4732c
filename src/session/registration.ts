import { readlinkSync, realpathSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { systemCodeOf } from '../lib/errors.ts';
import { fileError } from '../lib/file-error.ts';
import type { StatePaths } from './paths.ts';

/** Makes a folder that the user chose known as session `id`, unless the name is another session's. */
export function register(id: string, dir: string, state: StatePaths): 'new' | 'known' | 'taken' {
  const link = join(state.sessions, id);
  try {
    symlinkSync(dir, link);
    return 'new';
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST') throw fileError(error, 'write', link);
  }
  const target = targetOf(link);
  if (target === dir) return 'known';
  const isStale = target !== undefined && statSync(link, { throwIfNoEntry: false }) === undefined;
  if (!isStale) return 'taken';
  replaceLink(link, dir);
  return 'new';
}

/** Forgets the name of a chosen folder, and `latest` where it means this session. */
export function unregister(id: string, dir: string, state: StatePaths): void {
  const link = join(state.sessions, id);
  // A folder that was named by way of a link is the same folder.
  if (targetOf(link) === dir || leadsTo(link, dir)) rmSync(link, { force: true });
  if (targetOf(state.latest) === id) rmSync(state.latest, { force: true });
}

/** A reader finds the old or the new session, never none. */
export function pointLatestTo(id: string, state: StatePaths): void {
  replaceLink(state.latest, id);
}

function replaceLink(link: string, target: string): void {
  const draft = join(link, '..', `.${basename(link)}.${process.pid}.${target.replaceAll('/', '_').slice(-40)}`);
  try {
    rmSync(draft, { force: true });
    symlinkSync(target, draft);
    renameSync(draft, link);
  } catch (error) {
    throw fileError(error, 'write', link);
  }
}

function leadsTo(link: string, dir: string): boolean {
  try {
    return targetOf(link) !== undefined && realpathSync(link) === realpathSync(dir);
  } catch {
    return false;
  }
}

function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}
