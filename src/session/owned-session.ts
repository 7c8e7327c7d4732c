import { isPlaygroundError, messageOf, PlaygroundError } from '../lib/errors.ts';
import type { EmitEvent } from '../lib/events.ts';
import { longTimeout } from '../lib/long-timeout.ts';
import type { Manifest } from '../manifest/service.ts';
import type { Run, RunEnd, Runner, RunRequest } from '../runners/runner.ts';
import { serviceDiedError } from '../runners/service-died-error.ts';
import { endpointsOf } from './endpoints.ts';
import { withOwnLog } from './own-log.ts';
import type { RecordWriter } from './record-writer.ts';
import type { Session, SessionEnd } from './session.ts';
import type { SessionFolder } from './session-folder.ts';
import type { StopRequests } from './stop-requests.ts';
import { isSupervised } from './supervision.ts';
import { watchFolder } from './watch-folder.ts';

/** Milliseconds that services have to end. */
const GRACE = 700;
/** The same for data that is kept: a real client may have seconds of work to put on disk. */
const GRACE_KEPT = 10_000;

export interface OwnedSessionOptions {
  folder: SessionFolder;
  record: RecordWriter;
  manifest: Manifest;
  runner: Runner;
  request: RunRequest;
  notices: string[];
  keep: boolean;
  /** Whether there is nothing to keep yet if it does not become ready. */
  fresh: boolean;
  timeout: number | undefined;
  signal: AbortSignal | undefined;
  stops: StopRequests;
  /** `performance.now()` of the call. */
  begun: number;
  emit: EmitEvent;
  /** Called when what runs has chosen another genesis time than the files of the folder have. */
  onGenesisTime?(genesisTime: number): Promise<void>;
}

/**
 * Runs a session whose files are written, as a child of this process. Rejects when it does not become ready: after
 * `interrupted` it is put away as after a stop, otherwise the folder stays for its logs.
 */
export async function runOwnedSession(given: OwnedSessionOptions): Promise<Session> {
  const options = isSupervised() ? { ...given, emit: withOwnLog(given.folder.dir, given.emit) } : given;
  const { record, runner, request, emit } = options;
  const signals = [options.stops.signal, ...(options.signal === undefined ? [] : [options.signal])];
  const signal = AbortSignal.any(signals);
  try {
    record.flush();
    emit({ type: 'phase', phase: 'start' });
    const run = await runner.start(request, emit, signal);
    try {
      await settleGenesisTime(options, run);
      if (signal.aborted) throw new PlaygroundError('interrupted', 'interrupted while starting');
    } catch (error) {
      await run.stop({ grace: GRACE, keep: !options.fresh });
      throw error;
    }
    return becomeReady(options, run);
  } catch (error) {
    throw giveUp(options, error);
  }
}

/** Puts a session away that did not become ready. Returns the error to be thrown. */
function giveUp({ folder, record, stops, fresh, emit }: OwnedSessionOptions, error: unknown): unknown {
  stops.end();
  const interrupted = isPlaygroundError(error) && error.code === 'interrupted';
  if (interrupted && fresh) {
    record.cancel();
    folder.remove();
    return error;
  }
  record.update(interrupted ? { status: 'stopped' } : { status: 'failed', failure: messageOf(error) });
  flushOrNotice(record, emit);
  folder.release();
  if (interrupted || !isPlaygroundError(error)) return error;
  emit({ type: 'notice', message: `the folder stays for its logs: ${folder.dir}` });
  return new PlaygroundError(error.code, error.message, {
    kind: error.kind,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    details: { ...error.details, id: folder.id, dir: folder.dir },
    cause: error,
  });
}

async function settleGenesisTime({ record, onGenesisTime }: OwnedSessionOptions, run: Run): Promise<void> {
  const { genesisTime } = run;
  if (genesisTime === undefined || genesisTime === record.record.genesisTime) return;
  record.update({ genesisTime });
  await onGenesisTime?.(genesisTime);
}

function becomeReady(options: OwnedSessionOptions, run: Run): Session {
  const { folder, record, manifest, notices, begun, emit } = options;
  const readyAfter = performance.now() - begun;
  const endpoints = endpointsOf(run.services());
  record.update({ status: 'ready', services: run.services(), endpoints });
  flushOrNotice(record, emit);
  const life = new SessionLife(options, run);
  emit({ type: 'phase', phase: 'ready' });
  emit({ type: 'ready', milliseconds: readyAfter });
  const { genesisTime, slotDuration, outputs } = record.record;
  return {
    id: folder.id,
    dir: folder.dir,
    manifest,
    genesisTime,
    slotDuration,
    endpoints,
    outputs,
    notices,
    readyAfter,
    done: life.done,
    stop: ({ force = false } = {}) => life.stop(force),
  };
}

/** From readiness to the end. */
class SessionLife {
  readonly done: Promise<SessionEnd>;
  readonly #options: OwnedSessionOptions;
  readonly #run: Run;
  #reason: 'stopped' | 'timeout' = 'stopped';
  #keep: boolean;
  #stopping = false;

  constructor(options: OwnedSessionOptions, run: Run) {
    this.#options = options;
    this.#run = run;
    this.#keep = options.keep;
    const { stops } = options;
    stops.signal.addEventListener('abort', () => {
      this.#keep = true;
      void this.stop(false);
    });
    const disarm = options.timeout === undefined ? () => {} : longTimeout(() => this.#timeUp(), options.timeout);
    const unwatch = watchFolder(options.folder.dir, () => this.#folderGone());
    this.done = run.ended.then((end) => {
      disarm();
      unwatch();
      stops.end();
      return end.reason === 'stopped' ? this.#endStopped() : this.#endFailed(failureOf(end));
    });
  }

  stop(force: boolean): Promise<SessionEnd> {
    if (!this.#stopping) {
      this.#stopping = true;
      const { emit, record } = this.#options;
      emit({ type: 'phase', phase: 'stop', ...(this.#keep ? { detail: 'the chain is kept' } : {}) });
      record.update({ status: 'stopping' });
    }
    void this.#run.stop({ grace: force ? 0 : this.#keep ? GRACE_KEPT : GRACE, keep: this.#keep });
    return this.done;
  }

  #timeUp(): void {
    this.#reason = 'timeout';
    void this.stop(false);
  }

  #folderGone(): void {
    const { emit, folder } = this.#options;
    emit({ type: 'notice', message: `the folder of the session was removed: ${folder.dir}` });
    this.#keep = false;
    void this.stop(false);
  }

  #endStopped(): SessionEnd {
    const { folder, record, emit } = this.#options;
    record.update({ status: 'stopped', services: this.#run.services() });
    if (this.#keep) {
      flushOrNotice(record, emit);
      folder.release();
    } else {
      record.cancel();
      removeOrNotice(folder, emit);
    }
    emit({ type: 'phase', phase: 'stopped' });
    return { reason: this.#reason, folder: this.#keep || folder.chosen ? 'kept' : 'removed', resumable: this.#keep };
  }

  #endFailed(error: PlaygroundError): SessionEnd {
    const { folder, record, emit } = this.#options;
    record.update({ status: 'failed', failure: error.message, services: this.#run.services() });
    flushOrNotice(record, emit);
    folder.release();
    const { code, message, hint } = error;
    emit({ type: 'failed', code, message, ...(hint === undefined ? {} : { hint }) });
    emit({ type: 'notice', message: `the folder stays for its logs: ${folder.dir}` });
    return { reason: 'service-died', error, folder: 'kept', resumable: true };
  }
}

function failureOf(end: Exclude<RunEnd, { reason: 'stopped' }>): PlaygroundError {
  if (end.reason === 'service-died') return serviceDiedError(end.death);
  return new PlaygroundError('session-removed', end.message, { hint: 'start it again: playground start --resume' });
}

/** A full disk must not keep a session from being stopped. */
function flushOrNotice(record: RecordWriter, emit: EmitEvent): void {
  try {
    record.flush();
  } catch (error) {
    emit({ type: 'notice', message: messageOf(error) });
  }
}

function removeOrNotice(folder: SessionFolder, emit: EmitEvent): void {
  try {
    folder.remove();
  } catch (error) {
    emit({ type: 'notice', message: messageOf(error) });
  }
}
