import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf, systemCodeOf } from '../../lib/errors.ts';
import type { Logger } from '../../lib/log.ts';

const BETWEEN_ATTEMPTS_MS = 200;
/** A packet that nobody answers is no reason to wait until the system gives up, in two minutes. */
const PER_ATTEMPT_MS = 2000;

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name is not known yet: the name server does not answer',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ETIMEDOUT: 'it does not answer',
};

export interface TcpAddress {
  host: string;
  port: number;
  /** As it was written. */
  text: string;
}

/**
 * Resolves when a connection was accepted. Logs what it waits for and why not yet, once for each reason in turn.
 * Rejects with the reason of `signal` when that is aborted.
 */
export async function waitForTcp({ host, port, text }: TcpAddress, log: Logger, signal: AbortSignal): Promise<void> {
  let last: string | undefined;
  for (;;) {
    signal.throwIfAborted();
    const failure = await attempt(host, port, signal);
    signal.throwIfAborted();
    if (failure === undefined) break;
    if (failure !== last) log.info('waiting', { for: text, reason: failure });
    last = failure;
    await pause(BETWEEN_ATTEMPTS_MS, undefined, { signal }).catch(() => {});
  }
  log.info('accepts connections', { address: text });
}

/** Why there is no connection; undefined when there was one. */
function attempt(host: string, port: number, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal });
    const end = (failure?: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(failure);
    };
    const timer = setTimeout(() => end(REASONS.ETIMEDOUT), PER_ATTEMPT_MS);
    socket.on('connect', () => end());
    socket.on('error', (error) => end(REASONS[systemCodeOf(error) ?? ''] ?? messageOf(error)));
  });
}
