import type { ClusterClient } from './cluster-client.ts';
import { splitTime } from './log-cursor.ts';
import { podPath } from './pod-path.ts';
import type { ContainerSelector } from './read-log.ts';

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
