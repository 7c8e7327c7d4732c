import type { ClusterClient } from './cluster-client.ts';
import { LogCursor, splitTime } from './log-cursor.ts';
import { podPath } from './pod-path.ts';
import { type ContainerSelector, readLog } from './read-log.ts';

/**
 * The last lines of a container, of its present or of its previous run; where nothing is left of that, of the present
 * one. None where there is no run at all.
 */
export async function lastLogLines(
  client: ClusterClient,
  selector: ContainerSelector,
  { lines, previous }: { lines: number; previous: boolean },
): Promise<string[]> {
  const query = new URLSearchParams({ container: selector.container, tailLines: String(lines), timestamps: 'true' });
  if (previous) query.set('previous', 'true');
  const { status, body } = await client.exchange({ method: 'GET', path: `${podPath(selector)}/log?${query}` });
  // What has no time is the kubelet's own.
  const written = status === 200 ? body.toString().split('\n') : [];
  const found = written.flatMap((line) => splitTime(line)?.text || []);
  return found.length === 0 && previous ? lastLogLines(client, selector, { lines, previous: false }) : found;
}

export interface FollowOptions {
  signal: AbortSignal;
  /** Returned by an earlier call: goes on from there. */
  after?: LogCursor;
  onLine(line: string): void;
}

/**
 * Follows one run of a container to its end, or until the connection or `signal` ends it. Returns from where another
 * call goes on without losing or repeating a line. Rejects with what `onLine` throws.
 */
export async function followLog(
  client: ClusterClient,
  selector: ContainerSelector,
  { signal, after: cursor = new LogCursor(), onLine }: FollowOptions,
): Promise<LogCursor> {
  let failure: unknown;
  const guarded = (line: string) => {
    try {
      onLine(line);
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  await readLog(client, selector, { signal, cursor, onLine: guarded, onComplaint: () => {} }).catch(() => {});
  if (failure !== undefined) throw failure;
  return cursor;
}
