import { messageOf, PlaygroundError } from '../lib/errors.ts';
import type { EmitEvent } from '../lib/events.ts';
import { ownIdentity } from '../lib/process-identity.ts';
import { encodeManifest } from '../manifest/codec.ts';
import { toDot } from '../manifest/dot.ts';
import type { Origin } from '../manifest/service.ts';
import { assertValid } from '../manifest/validate.ts';
import type { CookContext, CookResult } from '../recipes/recipe.ts';
import type { Runner, RunRequest } from '../runners/runner.ts';
import { deploymentFile } from './deployment-file.ts';
import { checkMissedSlots, chooseGenesisTime } from './genesis-time.ts';
import { loadRunner } from './load-runner.ts';
import { originOf } from './origin.ts';
import { absoluteOverrides } from './overrides.ts';
import { sessionPaths, statePaths } from './paths.ts';
import { RecordWriter } from './record-writer.ts';
import type { Session, StartOptions } from './session.ts';
import { SessionFolder } from './session-folder.ts';
import { SESSION_RECORD_VERSION, type SessionRecord } from './session-record.ts';
import { listenForStop } from './stop-requests.ts';
import { isSupervised, superviseStart } from './supervision.ts';
import { writeFiles } from './write-files.ts';

/** Milliseconds until everything must be ready: real clients, a genesis ahead and a first block of 12 s included. */
export const DEFAULT_START_TIMEOUT = 120_000;

/**
 * Cooks a recipe, writes its folder and, unless it is a dry run, starts its services. Resolves when they are ready.
 * Rejects with a `PlaygroundError` for everything that a person can cause or mend, nothing left running.
 */
export async function startSession(options: StartOptions, emit: EmitEvent): Promise<Session> {
  if (options.detached && !options.dryRun && !isSupervised()) {
    const { startDetached } = await import('./detached.ts');
    return startDetached(options, emit);
  }
  if (isSupervised()) return superviseStart(options, emit, startHere);
  return startHere(options, emit);
}

async function startHere(options: StartOptions, emit: EmitEvent): Promise<Session> {
  const begun = performance.now();
  const runner =
    options.dryRun && options.runner === undefined ? undefined : await loadRunner(options.runner ?? 'host');
  const place: CookContext['place'] = runner?.place ?? 'none';
  const outlook = options.recipe.outlook(options.flags, place);
  const { output, seed } = options;
  const folder = SessionFolder.claim({ state: statePaths(), output, seed, registered: !options.dryRun });
  const stops = listenForStop(folder.dir);
  let prepared: PreparedSession;
  try {
    if (folder.reclaimedFrom !== undefined) emit({ type: 'notice', message: takeoverNotice(folder) });
    const now = Date.now();
    const genesisTime = chooseGenesisTime({ ...outlook, ...options, now });
    if (!options.dryRun) checkMissedSlots(genesisTime, outlook.slotDuration, now);
    const origin = await originOf(options, place);
    prepared = await prepareSession({ ...options, place, genesisTime, origin, folder, runner, emit });
    if (options.signal?.aborted || stops.signal.aborted) {
      throw new PlaygroundError('interrupted', 'interrupted while starting');
    }
  } catch (error) {
    stops.end();
    folder.discard();
    throw error;
  }
  if (options.dryRun || runner === undefined) {
    stops.end();
    folder.release();
    return drySession(folder, prepared, options);
  }
  const { keep = false, timeout, signal } = options;
  const { cooked, request } = prepared;
  const record = newRecord(options, folder, prepared, keep);
  const writer = new RecordWriter(folder.dir, record, (error) => emit({ type: 'notice', message: messageOf(error) }));
  request.onChange = (services) => writer.update({ services });
  request.onCluster = (cluster) => {
    writer.update({ cluster });
    writer.flush();
  };
  const { manifest, notices } = cooked;
  const { runOwnedSession } = await import('./owned-session.ts');
  return runOwnedSession({
    folder,
    record: writer,
    manifest,
    runner,
    request,
    notices,
    keep,
    fresh: true,
    timeout,
    signal,
    stops,
    begun,
    emit,
    onGenesisTime: async (genesisTime) => {
      const { artifacts } = await cookAt({ ...options, place, folder }, genesisTime);
      writeFiles(folder.dir, artifacts);
    },
  });
}

type CookOptions = Pick<PrepareOptions, 'recipe' | 'flags' | 'logLevel' | 'prefundedAccounts' | 'place' | 'folder'>;

function cookAt(options: CookOptions, genesisTime: number): Promise<CookResult> {
  const { recipe, flags, place, folder, logLevel = 'info', prefundedAccounts = [] } = options;
  return recipe.cook(flags, { sessionId: folder.id, genesisTime, logLevel, place, prefundedAccounts });
}

interface PrepareOptions extends Omit<StartOptions, 'runner'> {
  place: CookContext['place'];
  genesisTime: number;
  origin: Origin;
  folder: SessionFolder;
  runner: Runner | undefined;
  emit: EmitEvent;
}

interface PreparedSession {
  cooked: CookResult;
  genesisTime: number;
  request: RunRequest;
  plan: Session['plan'];
}

/** Everything that can fail before a process is started, the writing last. */
async function prepareSession(options: PrepareOptions): Promise<PreparedSession> {
  const { recipe, folder, runner, emit, genesisTime } = options;
  emit({ type: 'phase', phase: 'cook', detail: recipe.name });
  const { manifest, ...files } = await cookAt(options, genesisTime);
  const cooked = { ...files, manifest: { ...manifest, origin: options.origin } };
  for (const message of cooked.notices) emit({ type: 'notice', message });
  assertValid(cooked.manifest);
  const request = newRequest(options, cooked);
  const plan = await runner?.plan(request);
  emit({ type: 'phase', phase: 'write', detail: folder.dir });
  const deployment = options.k8s ? [await deploymentFile(cooked.manifest, emit)] : [];
  folder.clear();
  writeFiles(folder.dir, [...withManifest(cooked), ...deployment]);
  return { cooked, genesisTime, request, plan };
}

function newRequest(
  { folder, overrides = {}, bindExternal = false, ...rest }: PrepareOptions,
  cooked: CookResult,
): RunRequest {
  return {
    sessionId: folder.id,
    dir: folder.dir,
    stateDir: statePaths().state,
    manifest: cooked.manifest,
    overrides: absoluteOverrides(overrides, cooked.manifest),
    bindExternal,
    startTimeout: rest.startTimeout ?? DEFAULT_START_TIMEOUT,
    preferredPorts: {},
    genesisTime: rest.genesisTime,
    slotDuration: cooked.slotDuration,
    wishes: rest.wishes ?? {},
    onChange: () => {},
    onCluster: () => {},
  };
}

function withManifest({ artifacts, manifest }: CookResult): CookResult['artifacts'] {
  const own = [
    { path: 'manifest.json', content: encodeManifest(manifest) },
    { path: 'graph.dot', content: toDot(manifest) },
  ];
  return [...artifacts, ...own.filter(({ path }) => artifacts.every((artifact) => artifact.path !== path))];
}

function newRecord(
  options: StartOptions,
  folder: SessionFolder,
  { cooked, genesisTime, request }: PreparedSession,
  keep: boolean,
): SessionRecord {
  return {
    version: SESSION_RECORD_VERSION,
    id: folder.id,
    recipe: options.recipe.name,
    commandLine: options.commandLine,
    owner: ownIdentity(),
    status: 'starting',
    runner: options.runner ?? 'host',
    createdAt: new Date().toISOString(),
    genesisTime,
    slotDuration: cooked.slotDuration,
    keep,
    bindExternal: request.bindExternal,
    overrides: { ...request.overrides },
    wishes: request.wishes,
    outputs: cooked.outputs,
    services: [],
    endpoints: [],
  };
}

function drySession(
  { id, dir }: SessionFolder,
  { cooked, genesisTime, plan }: PreparedSession,
  { k8s }: StartOptions,
): Session {
  const { manifest, slotDuration, outputs, notices } = cooked;
  const done = Promise.resolve({ reason: 'dry-run', folder: 'kept', resumable: false } as const);
  return {
    ...{ id, dir, manifest, genesisTime, slotDuration, outputs, notices, done },
    ...(plan === undefined ? {} : { plan }),
    ...(k8s ? { deploymentFile: sessionPaths(dir).deployment } : {}),
    endpoints: [],
    readyAfter: 0,
    stop: () => done,
  };
}

function takeoverNotice({ reclaimedFrom }: SessionFolder): string {
  return `took over the folder of session ${reclaimedFrom?.label}, whose process ${reclaimedFrom?.pid} is gone`;
}
