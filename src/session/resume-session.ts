import { messageOf, PlaygroundError } from '../lib/errors.ts';
import type { EmitEvent } from '../lib/events.ts';
import { ownIdentity } from '../lib/process-identity.ts';
import type { Manifest } from '../manifest/service.ts';
import { assertValid } from '../manifest/validate.ts';
import type { RunRequest } from '../runners/runner.ts';
import { findSession } from './find-session.ts';
import { loadRunner } from './load-runner.ts';
import { absoluteOverrides } from './overrides.ts';
import { runOwnedSession } from './owned-session.ts';
import { statePaths } from './paths.ts';
import { RecordWriter } from './record-writer.ts';
import type { ResumeOptions, Session } from './session.ts';
import { SessionFolder } from './session-folder.ts';
import { readSessionManifest, recordedPorts } from './session-manifest.ts';
import type { SessionRecord } from './session-record.ts';
import { DEFAULT_START_TIMEOUT } from './start-session.ts';
import { listenForStop } from './stop-requests.ts';
import { isSupervised, superviseStart } from './supervision.ts';

/** Continues a stopped session: same artifacts, same data, the same ports where they are free. */
export async function resumeSession(options: ResumeOptions, emit: EmitEvent): Promise<Session> {
  if (options.detached && !isSupervised()) {
    const { startDetached } = await import('./detached.ts');
    return startDetached(options, emit);
  }
  if (isSupervised()) return superviseStart(options, emit, resumeHere);
  return resumeHere(options, emit);
}

async function resumeHere(options: ResumeOptions, emit: EmitEvent): Promise<Session> {
  const begun = performance.now();
  const { id, dir, record } = await findResumable(options);
  const folder = SessionFolder.reopen(id, dir, statePaths());
  const stops = listenForStop(dir);
  let run: { manifest: Manifest; request: RunRequest };
  const runner = await loadRunner(record.runner);
  try {
    await runner.endLeftovers(record);
    const manifest = readManifest(dir);
    run = { manifest, request: newRequest(options, dir, record, manifest) };
    await runner.plan(run.request);
  } catch (error) {
    stops.end();
    folder.release();
    throw error;
  }
  const { keep = true, timeout, signal } = options;
  const { failure: _failure, ...rest } = record;
  const { overrides } = run.request;
  const renewed: SessionRecord = {
    ...rest,
    overrides: { ...overrides },
    keep,
    owner: ownIdentity(),
    status: 'starting',
  };
  const writer = new RecordWriter(dir, renewed, (error) => emit({ type: 'notice', message: messageOf(error) }));
  run.request.onChange = (services) => writer.update({ services });
  run.request.onCluster = (cluster) => {
    writer.update({ cluster });
    writer.flush();
  };
  return runOwnedSession({
    ...run,
    ...{ folder, record: writer, runner, notices: [], keep, fresh: false, timeout, signal, stops, begun, emit },
  });
}

async function findResumable({ name }: ResumeOptions): Promise<{ id: string; dir: string; record: SessionRecord }> {
  const { id, dir, record, problem } = await findSession(name === undefined ? {} : { name });
  if (record !== undefined) return { id, dir, record };
  throw new PlaygroundError('not-resumable', problem ?? `session ${id} has never run`, {
    hint: 'start a new one: playground start',
    details: { id, dir },
  });
}

function readManifest(dir: string): Manifest {
  const { manifest, path } = readSessionManifest(dir);
  assertValid(manifest, path);
  return manifest;
}

function newRequest(options: ResumeOptions, dir: string, record: SessionRecord, manifest: Manifest): RunRequest {
  return {
    sessionId: record.id,
    dir,
    stateDir: statePaths().state,
    manifest,
    overrides: { ...record.overrides, ...absoluteOverrides(options.overrides ?? {}, manifest) },
    bindExternal: record.bindExternal,
    startTimeout: options.startTimeout ?? DEFAULT_START_TIMEOUT,
    preferredPorts: recordedPorts(record.services),
    genesisTime: record.genesisTime,
    slotDuration: record.slotDuration,
    wishes: record.wishes ?? {},
    ...(record.cluster === undefined ? {} : { cluster: record.cluster }),
    onChange: () => {},
    onCluster: () => {},
  };
}
