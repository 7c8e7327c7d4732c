import { isAlive } from '../../lib/process-identity.ts';
import type { RunTraces } from '../runner.ts';

/** Milliseconds between the request to end and the end by force. */
const GRACE = 700;

/**
 * Ends processes of a session whose own process is gone and which nothing else has ended. Only those that are
 * certainly the recorded ones: the number of a process is given to another one day.
 */
export async function endLeftovers({ services }: RunTraces): Promise<string[]> {
  const left = services.filter(
    ({ pid, startTime }) => pid !== undefined && startTime !== undefined && isAlive({ pid, startTime }),
  );
  const alive = () => left.filter(({ pid = 0, startTime = '' }) => isAlive({ pid, startTime }));
  for (const { pgid, pid } of left) signalGroup(pgid ?? pid ?? 0, 'SIGTERM');
  const deadline = performance.now() + GRACE;
  while (alive().length > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  for (const { pgid, pid } of alive()) signalGroup(pgid ?? pid ?? 0, 'SIGKILL');
  return left.map(({ name }) => name);
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  // 0 and 1 would mean this process's own group and every process there is.
  if (group <= 1) return;
  try {
    process.kill(-group, signal);
  } catch {
    // It ended by itself.
  }
}
