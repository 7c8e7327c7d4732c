import { readBody } from '../../../lib/http-request.ts';
import type { ClusterClient } from './cluster-client.ts';
import { type LogCursor, splitTime } from './log-cursor.ts';
import { podPath } from './pod-path.ts';
import { parseStatus, statusError } from './status-error.ts';
import { textLines } from './text-lines.ts';
import { unlessSilent } from './unless-silent.ts';

export interface ContainerSelector {
  namespace: string;
  pod: string;
  container: string;
}

interface ReadOptions {
  signal: AbortSignal;
  /** Where to go on; moves with every line. */
  cursor: LogCursor;
  /** All of the run before the present one, rather than following that. */
  previous?: boolean;
  tailLines?: number;
  onLine(line: string): void;
  /** A line of the kubelet in place of the container's. */
  onComplaint(line: string): void;
}

/** There is no such run, or it has not begun. */
export class NoSuchRun extends Error {
  override readonly name = 'NoSuchRun';
}

/** Milliseconds without a line after which a connection counts as dead: nothing else tells. */
const SILENCE = 120_000;

/**
 * One request for the log of a container, to the end of its answer. Rejects with `NoSuchRun`, with an error of the
 * client, with that of a connection that is cut, and with what the listeners throw.
 */
export async function readLog(client: ClusterClient, selector: ContainerSelector, options: ReadOptions): Promise<void> {
  const { signal, cursor, previous = false, tailLines, onLine, onComplaint } = options;
  const query = new URLSearchParams({ container: selector.container, timestamps: 'true' });
  query.set(previous ? 'previous' : 'follow', 'true');
  if (tailLines !== undefined) query.set('tailLines', String(tailLines));
  if (cursor.since !== undefined) query.set('sinceTime', cursor.since);
  const answer = await client.open({ method: 'GET', path: `${podPath(selector)}/log?${query}`, signal });
  const { statusCode: status = 0 } = answer;
  if (status !== 200) throw refusal(status, await readBody(answer), selector);
  cursor.begin();
  try {
    for await (const line of textLines(unlessSilent(answer, SILENCE))) {
      const timed = splitTime(line);
      if (timed === undefined) onComplaint(line);
      else if (cursor.advance(timed.time)) onLine(timed.text);
    }
  } finally {
    answer.destroy();
  }
}

function refusal(status: number, body: Buffer, { container, pod, namespace }: ContainerSelector): Error {
  const parsed = parseStatus(body);
  if (status === 400 || status === 404) return new NoSuchRun(parsed.message);
  const subject = `the log of ${container} in pod ${pod} of namespace ${namespace}`;
  return statusError({ method: 'GET', subject, status, body: parsed });
}
