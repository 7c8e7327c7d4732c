import { PlaygroundError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import { ask, describeProbe, healthProbe, type Probe } from '../runners/host/probe.ts';
import { Reaper } from '../runners/host/reaper.ts';
import { hostAddressing } from '../targets/host/host-addressing.ts';
import { type HostCommand, renderHost } from '../targets/host/render-host.ts';
import { findSession } from './find-session.ts';
import { loadRunner } from './load-runner.ts';
import type { SessionSelector, SessionSummary } from './session-control.ts';
import { readSessionManifest, recordedPorts } from './session-manifest.ts';
import type { SessionRecord } from './session-record.ts';

/** What came of asking a service for its health. */
export interface ServiceHealth {
  service: string;
  /** What was asked; absent where nothing tells but the life of the process. */
  check?: string;
  healthy: boolean;
  /** `200 OK`, `connection refused`; who watches it, where another service does. */
  answer: string;
}

/** Milliseconds for one answer. */
const TIMEOUT = 5000;

/**
 * Asks a service of a running session, or all of them, for their health: by their checks, from this machine where they
 * ask for a URL, and where the service runs where they are a command. Throws `not-running`, `unknown-service`.
 */
export async function probeSession(selector: SessionSelector, service?: string): Promise<ServiceHealth[]> {
  const session = await findSession(selector);
  const record = runningRecord(session);
  const commands = commandsOf(session.dir, record);
  const chosen = service === undefined ? commands : commands.filter((command) => command.service === service);
  if (service !== undefined && chosen.length === 0) throw unknownService(service, commands);
  const reaper = new Reaper();
  try {
    return await Promise.all(chosen.map((command) => probe(command, session.dir, record, reaper)));
  } finally {
    await reaper.close();
  }
}

async function probe(command: HostCommand, dir: string, record: SessionRecord, reaper: Reaper): Promise<ServiceHealth> {
  const { service, watchedBy } = command;
  const question = healthProbe(command);
  if (question === undefined) {
    return { service, healthy: true, answer: watchedBy === undefined ? 'it has no check' : `${watchedBy} watches it` };
  }
  const { ok, answer } = await askWhereItRuns(question, service, dir, record, reaper);
  return { service, check: describeProbe(question), healthy: ok, answer };
}

async function askWhereItRuns(question: Probe, service: string, dir: string, record: SessionRecord, reaper: Reaper) {
  if (question.kind !== 'command') return ask(question, TIMEOUT, dir, reaper);
  return (await loadRunner(record.runner)).runCheck(record, service, question.command, dir);
}

/** The checks with the numbers that the ports have on this machine. */
function commandsOf(dir: string, { services, bindExternal, overrides }: SessionRecord): HostCommand[] {
  const addressing = hostAddressing({ dir, ports: recordedPorts(services), bindExternal });
  return renderHost(readSessionManifest(dir).manifest, addressing, { overrides });
}

function runningRecord({ id, record, status }: SessionSummary): SessionRecord {
  if (record !== undefined && (status === 'ready' || status === 'starting')) return record;
  throw new PlaygroundError('not-running', `session ${id} does not run: it is ${status}`, {
    kind: 'usage',
    hint: 'playground list shows the sessions that do',
  });
}

function unknownService(service: string, commands: readonly HostCommand[]): PlaygroundError {
  const names = commands.map((command) => command.service);
  const guess = nearest(service, names);
  return new PlaygroundError('unknown-service', `the session has no service "${service}"`, {
    kind: 'usage',
    hint: guess === undefined ? `there are: ${names.join(', ')}` : `did you mean ${guess}?`,
  });
}
