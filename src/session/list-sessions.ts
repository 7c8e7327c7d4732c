import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, systemCodeOf } from '../lib/errors.ts';
import { fileError } from '../lib/file-error.ts';
import { lockHolder } from '../lib/lock-file.ts';
import { sessionPaths, statePaths } from './paths.ts';
import { readRecord } from './read-record.ts';
import type { SessionSummary } from './session-control.ts';
import { isMarked } from './session-folder.ts';

/** Every session of this user, the newest first. One that cannot be read is listed with its problem. */
export async function listSessions(): Promise<SessionSummary[]> {
  const { sessions } = statePaths();
  const summaries = namesIn(sessions).map((name) => summarize(name, join(sessions, name)));
  const age = ({ dir, record }: SessionSummary) => (record === undefined ? birthOf(dir) : Date.parse(record.createdAt));
  return summaries.flatMap((summary) => summary ?? []).sort((a, b) => age(b) - age(a) || a.id.localeCompare(b.id));
}

/** The session of a folder or of a link to one; undefined when the folder is none of ours. */
export function summarize(id: string, path: string): SessionSummary | undefined {
  let dir: string;
  try {
    dir = lstatSync(path).isSymbolicLink() ? realpathSync(path) : path;
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw fileError(error, 'read', path);
    return { id, dir: path, status: 'unreadable', problem: 'its folder is gone' };
  }
  if (!isMarked(dir)) return undefined;
  const paths = sessionPaths(dir);
  const running = lockHolder(paths.lock) !== undefined;
  try {
    const record = readRecord(dir);
    if (record !== undefined) {
      const unfinished = ['starting', 'ready', 'stopping'].includes(record.status);
      return { id: record.id, dir, record, status: unfinished && !running ? 'crashed' : record.status };
    }
  } catch (error) {
    return { id, dir, status: 'unreadable', problem: messageOf(error) };
  }
  if (running) return { id, dir, status: 'starting' };
  return { id, dir, status: exists(paths.lock) || !exists(paths.manifest) ? 'crashed' : 'dry-run' };
}

function namesIn(sessions: string): string[] {
  try {
    return readdirSync(sessions).filter((name) => name !== 'latest' && !name.startsWith('.'));
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw fileError(error, 'read', sessions);
  }
}

function birthOf(dir: string): number {
  return statSync(dir, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
