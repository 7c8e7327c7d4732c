import { createInterface } from 'node:readline';
import { readBody } from '../../../lib/http-request.ts';
import type { ClusterClient } from './cluster-client.ts';

export interface ContainerSelector {
  namespace: string;
  pod: string;
  container: string;
}

/** The last lines of a container, of its present or of its previous run; none where there is no such run. */
export async function lastLogLines(
  client: ClusterClient,
  selector: ContainerSelector,
  { lines, previous }: { lines: number; previous: boolean },
): Promise<string[]> {
  const query = new URLSearchParams({ container: selector.container, tailLines: String(lines) });
  if (previous) query.set('previous', 'true');
  const answer = await client.open({ method: 'GET', path: `${logPath(selector)}?${query}` });
  const text = (await readBody(answer)).toString();
  if (answer.statusCode !== 200) return [];
  return text.split('\n').filter((line) => line !== '');
}

export interface FollowOptions {
  signal: AbortSignal;
  /** Of lines whose time is later, as the kubelet writes it; absent for all. */
  after?: string;
  onLine(line: string): void;
}

/**
 * Follows one run of a container to its end, or until the connection or `signal` ends it. Returns the time of the last
 * line, from which another call goes on without losing or repeating one.
 */
export async function followLog(
  client: ClusterClient,
  selector: ContainerSelector,
  { signal, after, onLine }: FollowOptions,
): Promise<string | undefined> {
  const query = new URLSearchParams({ container: selector.container, follow: 'true', timestamps: 'true' });
  // Whole seconds are all that the parameter takes; what was seen of them is left out below.
  if (after !== undefined) query.set('sinceTime', `${after.slice(0, 19)}Z`);
  const answer = await client.open({ method: 'GET', path: `${logPath(selector)}?${query}`, signal });
  if (answer.statusCode !== 200) {
    await readBody(answer);
    return after;
  }
  let last = after;
  try {
    for await (const text of createInterface({ input: answer, crlfDelay: Number.POSITIVE_INFINITY })) {
      const space = text.indexOf(' ');
      const time = text.slice(0, space);
      if (after !== undefined && compareTimes(time, after) <= 0) continue;
      last = time;
      onLine(text.slice(space + 1));
    }
  } catch {
    // The connection was cut: whoever called goes on from the last line.
  }
  return last;
}

/** RFC 3339 in UTC with up to nine digits of a second, trailing zeros left out. */
function compareTimes(a: string, b: string): number {
  const [left, right] = [padded(a), padded(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function padded(time: string): string {
  const [seconds = '', fraction = ''] = time.replace(/Z$/, '').split('.');
  return `${seconds}.${fraction.padEnd(9, '0')}`;
}

function logPath({ namespace, pod }: ContainerSelector): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`;
}
