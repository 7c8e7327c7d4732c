import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EmitEvent } from '../lib/events.ts';
import { findSession } from './find-session.ts';
import { loadRunner } from './load-runner.ts';
import { statePaths } from './paths.ts';
import type { SessionSelector, SessionSummary } from './session-control.ts';
import { SessionFolder } from './session-folder.ts';
import { stopSession } from './stop-session.ts';

/**
 * Stops a session if it runs, and removes it: the folder, or of a folder chosen with `--output` what the run left
 * there (data, runtime state, registration).
 */
export async function cleanSession(selector: SessionSelector, emit: EmitEvent): Promise<SessionSummary> {
  const found = await findSession(selector);
  const state = statePaths();
  if (!existsSync(found.dir)) {
    // A registration whose folder somebody has removed.
    rmSync(join(state.sessions, found.id), { force: true });
    return found;
  }
  const { record } = await stopSession({ name: found.dir }, emit);
  if (record !== undefined) await (await loadRunner(record.runner)).removeData(record);
  if (existsSync(found.dir)) SessionFolder.reopen(found.id, found.dir, state).remove();
  return { ...found, status: 'stopped' };
}
