import { existsSync } from 'node:fs';
import { PlaygroundError } from '../lib/errors.ts';
import type { EmitEvent } from '../lib/events.ts';
import { type LockOwner, lockHolder } from '../lib/lock-file.ts';
import { releaseDeadClaims } from '../runners/host/release-dead-claims.ts';
import { findSession } from './find-session.ts';
import { summarize } from './list-sessions.ts';
import { loadRunner } from './load-runner.ts';
import { sessionPaths, statePaths } from './paths.ts';
import { RecordWriter } from './record-writer.ts';
import type { SessionSelector, SessionSummary } from './session-control.ts';
import { SessionFolder } from './session-folder.ts';
import { requestStop } from './stop-requests.ts';

/** Milliseconds until a session that was asked to stop must have done so; more than it allows its services. */
const PATIENCE = 20_000;

/**
 * Stops the processes of a session and keeps its data, whichever process keeps it. Succeeds when it is stopped
 * already, and when several ask at once. Of a session that was still starting nothing stays.
 */
export async function stopSession(selector: SessionSelector, emit: EmitEvent): Promise<SessionSummary> {
  const session = await findSession(selector);
  const holder = lockHolder(sessionPaths(session.dir).lock);
  if (holder !== undefined) {
    emit({ type: 'phase', phase: 'stop', detail: session.id });
    await stopOwner(session, holder);
  } else if (session.status === 'crashed') {
    await putAway(session, emit);
  }
  emit({ type: 'phase', phase: 'stopped', detail: session.id });
  if (!existsSync(session.dir)) return { ...session, status: 'stopped' };
  return summarize(session.id, session.dir) ?? session;
}

async function stopOwner({ id, dir }: SessionSummary, holder: LockOwner): Promise<void> {
  const { lock } = sessionPaths(dir);
  const deadline = performance.now() + PATIENCE;
  const isHeld = () => {
    const now = lockHolder(lock);
    return now !== undefined && now.pid === holder.pid && now.startTime === holder.startTime;
  };
  requestStop(dir, holder.pid);
  while (isHeld()) {
    if (performance.now() > deadline) {
      throw new PlaygroundError('stop-timeout', `session ${id} does not stop: process ${holder.pid} still keeps it`, {
        hint: `kill -9 ${holder.pid} ends it with all its services`,
        details: { id, pid: holder.pid },
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Of a session whose process is gone: ends what is left of it and corrects its file. */
async function putAway({ id, dir, record }: SessionSummary, emit: EmitEvent): Promise<void> {
  const folder = SessionFolder.reopen(id, dir, statePaths());
  try {
    if (record === undefined) return;
    const ended = await (await loadRunner(record.runner)).endLeftovers(record);
    const what = ended.length === 0 ? 'nothing of it was running' : `ended ${ended.join(', ')}`;
    emit({ type: 'notice', message: `the process of session ${id} is gone; ${what}` });
    new RecordWriter(dir, { ...record, status: 'stopped' }, () => {}).flush();
  } finally {
    releaseDeadClaims(statePaths().state);
    folder.release();
  }
}
