import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { systemCodeOf } from './errors.ts';
import { isAlive, type ProcessIdentity } from './process-identity.ts';

export interface LockOwner extends ProcessIdentity {
  /** Tells apart the locks of one process; no white space. */
  label: string;
}

export type LockAttempt =
  | { taken: true /** The dead owner it was taken from. */; reclaimedFrom?: LockOwner }
  | { taken: false; holder: LockOwner };

/**
 * Takes a lock that is a file naming its owner; one of a dead process is taken over. The folder must exist.
 * Throws what the file system throws.
 */
export function takeLock(path: string, owner: LockOwner): LockAttempt {
  for (;;) {
    if (createWithContent(path, formatOwner(owner))) return { taken: true };
    const holder = readLock(path);
    if (holder === undefined) continue;
    if (holder !== 'damaged' && isAlive(holder)) return { taken: false, holder };
    if (reclaim(path, owner)) return holder === 'damaged' ? { taken: true } : { taken: true, reclaimedFrom: holder };
  }
}

/** Removes the lock if it is still this owner's. */
export function releaseLock(path: string, owner: LockOwner): void {
  if (readText(path) === formatOwner(owner)) rmSync(path, { force: true });
}

/** The living owner, if there is one. */
export function lockHolder(path: string): LockOwner | undefined {
  const holder = readLock(path);
  return holder === undefined || holder === 'damaged' || !isAlive(holder) ? undefined : holder;
}

/**
 * Removing a dead owner's file and creating one's own are two steps: without the mark, a second process that saw the
 * same dead owner would remove the file that the first has just created.
 */
function reclaim(path: string, owner: LockOwner): boolean {
  const mark = `${path}.reclaim`;
  if (!createWithContent(mark, formatOwner(owner))) {
    // A crash inside the few microseconds of a reclaim leaves its mark behind.
    if (lockHolder(mark) === undefined) rmSync(mark, { force: true });
    return false;
  }
  try {
    const holder = readLock(path);
    if (holder !== undefined && holder !== 'damaged' && isAlive(holder)) return false;
    rmSync(path, { force: true });
    return createWithContent(path, formatOwner(owner));
  } finally {
    rmSync(mark, { force: true });
  }
}

let attempts = 0;

/** Creates the file with its content in one step, so that no reader sees it empty. False when it is there already. */
function createWithContent(path: string, content: string): boolean {
  const draft = `${path}.${process.pid}-${++attempts}.tmp`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(systemCodeOf(error) ?? '')) throw error;
    return createExclusive(path, content);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** For file systems without hard links. */
function createExclusive(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function readLock(path: string): LockOwner | 'damaged' | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  const [pid, startTime, label] = text.trim().split('\t');
  if (!/^\d+$/.test(pid ?? '') || startTime === undefined || label === undefined) return 'damaged';
  return { pid: Number(pid), startTime, label };
}

function formatOwner(owner: LockOwner): string {
  return `${owner.pid}\t${owner.startTime}\t${owner.label}\n`;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
