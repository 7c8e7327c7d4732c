import type { EmitEvent } from '../lib/events.ts';
import { listSessions } from '../session/list-sessions.ts';
import type { SessionSelector, SessionSummary } from '../session/session-control.ts';
import type { Invocation } from './command.ts';
import { reportError } from './report-error.ts';

export interface SessionAction {
  act(selector: SessionSelector, emit: EmitEvent): Promise<SessionSummary>;
  /** Which sessions `all` means. */
  concerns(session: SessionSummary): boolean;
  /** What is said of a session afterwards: `stopped`. */
  done: string;
  /** What is said when `all` means none. */
  none: string;
}

/**
 * Does something to the sessions that were named, to all, or to the latest, one after the other. One that fails does
 * not keep the others from their turn; the exit code is that of the first failure.
 */
export async function eachSession({ words, output }: Invocation, action: SessionAction): Promise<number> {
  const selectors = await selected(words, action);
  if (selectors.length === 0 && !output.json) output.line(action.none);
  const results: unknown[] = [];
  let exitCode = 0;
  for (const selector of selectors) {
    try {
      const { id, dir } = await action.act(selector, () => {});
      results.push({ id, dir, result: action.done });
      if (!output.json) output.line(`${action.done} ${output.palette.name(id)}`);
    } catch (error) {
      const report = reportError(error, output.palette);
      exitCode ||= report.exitCode;
      results.push({ ...(selector.name === undefined ? {} : { id: selector.name }), ...report.document });
      output.remark(report.text);
    }
  }
  if (output.json) output.document(results);
  return exitCode;
}

async function selected(words: readonly string[], action: SessionAction): Promise<SessionSelector[]> {
  if (words.length === 0) return [{}];
  if (!words.includes('all')) return [...new Set(words)].map((name) => ({ name }));
  return (await listSessions()).filter(action.concerns).map(({ id }) => ({ name: id }));
}
