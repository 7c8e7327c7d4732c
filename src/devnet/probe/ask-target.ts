import { messageOf, systemCodeOf } from '../../lib/errors.ts';
import { exchange } from '../../lib/http-request.ts';

/** What became of one question to a service. */
export interface Finding {
  /** Whether it gave a complete answer that is no failure of its own (below 500). */
  passed: boolean;
  /** For people: `200`, `connection refused`. */
  what: string;
}

/** Below this, an answer says that somebody is there to answer, whatever it thinks of the question. */
const FAILURES = 500;

/** Asks one URL, once, on a connection of its own. Never rejects; ends early when `gone` is aborted. */
export async function askTarget(url: string, timeoutMs: number, gone: AbortSignal): Promise<Finding> {
  try {
    const headers = { accept: '*/*', connection: 'close', 'user-agent': 'playground-probe' };
    const { status } = await exchange(url, { headers, timeoutMs, signal: gone });
    return { passed: status < FAILURES, what: String(status) };
  } catch (error) {
    return { passed: false, what: reasonOf(error, timeoutMs) };
  }
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no complete answer within ${timeoutMs} ms`;
  const code = systemCodeOf(error);
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ECONNRESET') return 'the connection was closed before the answer was complete';
  return messageOf(error) || (code ?? 'no answer');
}
