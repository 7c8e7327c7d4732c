import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PlaygroundError, systemCodeOf } from '../lib/errors.ts';
import { fileError } from '../lib/file-error.ts';
import { type LockOwner, releaseLock, takeLock } from '../lib/lock-file.ts';
import { makeFolder } from '../lib/make-folder.ts';
import { ownIdentity } from '../lib/process-identity.ts';
import { MARKER_CONTENT, type StatePaths, sessionPaths, VOLUME_PREFIX } from './paths.ts';
import { petNames } from './pet-name.ts';
import { readRecord } from './read-record.ts';
import { pointLatestTo, register, unregister } from './registration.ts';

export interface ClaimOptions {
  state: StatePaths;
  /** Absent for a folder named after the session. */
  output?: string | undefined;
  seed?: string | undefined;
  /** Whether the session will really run, and others must be able to find it. */
  registered: boolean;
}

/** What the folder was when it was claimed, which decides how much of it is ours to remove. */
type Origin = 'created' | 'empty' | 'ours';

/** A folder that belongs to this process, from `claim` until it is released or removed. */
export class SessionFolder {
  readonly id: string;
  readonly dir: string;
  /** Whether the user chose it with `--output`. */
  readonly chosen: boolean;
  /** Set when a dead process held it. */
  readonly reclaimedFrom: LockOwner | undefined;
  readonly #state: StatePaths;
  readonly #owner: LockOwner;
  readonly #origin: Origin;
  #cleared = false;

  private constructor(values: {
    id: string;
    dir: string;
    chosen: boolean;
    state: StatePaths;
    origin: Origin;
    reclaimedFrom: LockOwner | undefined;
  }) {
    this.id = values.id;
    this.dir = values.dir;
    this.chosen = values.chosen;
    this.reclaimedFrom = values.reclaimedFrom;
    this.#state = values.state;
    this.#origin = values.origin;
    this.#owner = { ...ownIdentity(), label: values.id };
  }

  /** Throws `PlaygroundError`: `output-refused`, `session-running`, `file-refused`. */
  static claim(options: ClaimOptions): SessionFolder {
    const { state, output } = options;
    if (output === undefined || options.registered) makeFolderOrRefuse(state.sessions);
    return output === undefined ? claimNamed(options) : claimChosen(resolve(output), options);
  }

  /** Of an existing session, to continue or to remove it. Throws `session-running` when it is another process's. */
  static reopen(id: string, dir: string, state: StatePaths): SessionFolder {
    const chosen = dir !== join(state.sessions, id);
    return SessionFolder.own({ id, dir, chosen, state, origin: 'ours' });
  }

  static own(values: { id: string; dir: string; chosen: boolean; state: StatePaths; origin: Origin }): SessionFolder {
    const reclaimedFrom = lockFolder(values.dir, values.id);
    return new SessionFolder({ ...values, reclaimedFrom });
  }

  /** Removes what an earlier session left, once it is certain that the new one can be written. */
  clear(): void {
    this.#cleared = true;
    const { marker, lock } = sessionPaths(this.dir);
    const previous = recordedId(this.dir);
    if (previous !== undefined && previous !== this.id) unregister(previous, this.dir, this.#state);
    for (const entry of entriesOf(this.dir)) {
      const path = join(this.dir, entry);
      if (path !== marker && path !== lock) removeTree(path);
    }
  }

  /** The session did not come about: everything is as it was before the claim, as far as that is possible. */
  discard(): void {
    if (!this.chosen) {
      this.remove();
      return;
    }
    if (this.#cleared) this.clear();
    if (this.#origin !== 'ours') rmSync(sessionPaths(this.dir).marker, { force: true });
    unregister(this.id, this.dir, this.#state);
    this.release();
    if (this.#origin === 'created') removeIfEmpty(this.dir);
  }

  /** The session is over for good. Of a chosen folder the artifacts and logs stay. */
  remove(): void {
    unregister(this.id, this.dir, this.#state);
    if (!this.chosen) {
      removeTree(this.dir);
      return;
    }
    const { record, stopRequest } = sessionPaths(this.dir);
    for (const entry of entriesOf(this.dir)) {
      if (entry.startsWith(VOLUME_PREFIX)) removeTree(join(this.dir, entry));
    }
    for (const path of [record, stopRequest]) rmSync(path, { force: true });
    this.release();
  }

  /** Ends the claim; the folder stays. */
  release(): void {
    releaseLock(sessionPaths(this.dir).lock, this.#owner);
  }
}

function claimNamed({ state, seed, registered }: ClaimOptions): SessionFolder {
  for (const id of petNames(seed)) {
    const dir = join(state.sessions, id);
    try {
      mkdirSync(dir);
    } catch (error) {
      if (systemCodeOf(error) === 'EEXIST') continue;
      throw fileError(error, 'create', dir);
    }
    writeMarker(dir);
    return makeKnown(SessionFolder.own({ id, dir, chosen: false, state, origin: 'created' }), { state, registered });
  }
  throw new Error('names never run out');
}

function claimChosen(dir: string, { state, seed, registered }: ClaimOptions): SessionFolder {
  const origin = originOf(dir);
  if (origin === 'created') makeFolderOrRefuse(dir);
  let registration: Registration | undefined;
  let folder: SessionFolder;
  try {
    if (origin !== 'ours') writeMarker(dir);
    registration = registered ? registerBySeed(dir, seed, state) : { id: petNames(seed).next().value, isNew: false };
    folder = SessionFolder.own({ id: registration.id, dir, chosen: true, state, origin });
  } catch (error) {
    if (registration?.isNew) unregister(registration.id, dir, state);
    // A folder that somebody else has just taken is theirs, with its marker.
    if (origin !== 'ours' && !isRunning(error)) rmSync(sessionPaths(dir).marker, { force: true });
    if (origin === 'created') removeIfEmpty(dir);
    throw error;
  }
  return makeKnown(folder, { state, registered });
}

function makeKnown(folder: SessionFolder, { state, registered }: Pick<ClaimOptions, 'state' | 'registered'>) {
  try {
    if (registered) pointLatestTo(folder.id, state);
    return folder;
  } catch (error) {
    folder.discard();
    throw error;
  }
}

interface Registration {
  id: string;
  /** Whether there was none of this name for this folder before. */
  isNew: boolean;
}

function registerBySeed(dir: string, seed: string | undefined, state: StatePaths): Registration {
  for (const id of petNames(seed)) {
    const outcome = register(id, dir, state);
    if (outcome !== 'taken') return { id, isNew: outcome === 'new' };
  }
  throw new Error('names never run out');
}

function isRunning(error: unknown): boolean {
  return error instanceof PlaygroundError && error.code === 'session-running';
}

function originOf(dir: string): Origin {
  let entries: string[];
  try {
    if (!statSync(dir).isDirectory()) throw refused(dir, 'is a file', 'name a folder');
    entries = readdirSync(dir);
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw fileError(error, 'use', dir);
    if (isLink(dir)) throw refused(dir, 'is a symbolic link to nothing', 'remove the link, or name another folder');
    return 'created';
  }
  if (entries.length === 0) return 'empty';
  if (isMarked(dir)) return 'ours';
  throw refused(dir, 'has files that are not of a session', 'name an empty or a new folder: nothing was changed');
}

function refused(dir: string, what: string, hint: string): PlaygroundError {
  return new PlaygroundError('output-refused', `--output ${dir} ${what}`, { kind: 'usage', hint, details: { dir } });
}

function isLink(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) === undefined && hasEntry(path);
}

function hasEntry(path: string): boolean {
  const parent = resolve(path, '..');
  return entriesOf(parent).includes(path.slice(parent.length).replace(/^\//, ''));
}

/** Whether the folder was made by `claim`. */
export function isMarked(dir: string): boolean {
  try {
    return readFileSync(sessionPaths(dir).marker, 'utf8') === MARKER_CONTENT;
  } catch {
    return false;
  }
}

function writeMarker(dir: string): void {
  const { marker } = sessionPaths(dir);
  try {
    writeFileSync(marker, MARKER_CONTENT);
  } catch (error) {
    throw fileError(error, 'write', marker);
  }
}

function recordedId(dir: string): string | undefined {
  try {
    return readRecord(dir)?.id;
  } catch {
    return undefined;
  }
}

/** Returns the dead owner, if there was one. */
function lockFolder(dir: string, id: string): LockOwner | undefined {
  const { lock } = sessionPaths(dir);
  let attempt: ReturnType<typeof takeLock>;
  try {
    attempt = takeLock(lock, { ...ownIdentity(), label: id });
  } catch (error) {
    throw fileError(error, 'write', lock);
  }
  if (attempt.taken) return attempt.reclaimedFrom;
  const { label, pid } = attempt.holder;
  throw new PlaygroundError('session-running', `session ${label} is running in ${dir} (process ${pid})`, {
    hint: `stop it first: playground stop ${label}`,
    details: { id: label, dir, pid },
  });
}

function makeFolderOrRefuse(path: string): void {
  try {
    makeFolder(path);
  } catch (error) {
    throw fileError(error, 'create', path);
  }
}

function entriesOf(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function removeTree(path: string): void {
  try {
    // A process that was killed a moment ago may still have its last file in flight.
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  } catch (error) {
    throw fileError(error, 'remove', path);
  }
}

function removeIfEmpty(dir: string): void {
  try {
    rmdirSync(dir);
  } catch {
    // Somebody else's file is in it: it is theirs now.
  }
}
