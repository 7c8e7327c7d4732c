import { Socket } from 'node:net';
import { isPlaygroundError, messageOf, type PlaygroundError } from '../lib/errors.ts';
import type { EmitEvent, PlaygroundEvent } from '../lib/events.ts';
import type { Session } from './session.ts';

/** Set for the background process of a detached session, which talks to the foreground over file descriptor 3. */
export const SUPERVISED = 'PLAYGROUND_SUPERVISED';

/** One line of JSON each, from the background to the foreground; the foreground answers `ready` with `ACCEPTED`. */
export type SupervisionMessage =
  | { event: PlaygroundEvent }
  | { ready: Omit<Session, 'done' | 'stop'> }
  | {
      error: {
        code?: string;
        message: string;
        hint?: string;
        kind?: PlaygroundError['kind'];
        details?: PlaygroundError['details'];
      };
    };

export const ACCEPTED = 'accepted\n';

let supervised: boolean | undefined;

/** Whether this process is such a background process. What it starts must not take itself for one. */
export function isSupervised(): boolean {
  supervised ??= process.env[SUPERVISED] === '1';
  delete process.env[SUPERVISED];
  return supervised;
}

interface Startable {
  signal?: AbortSignal;
}

/**
 * Runs `start` in the background process. Until the foreground has accepted the session its end is an interruption:
 * no session is left behind that nobody was told of.
 */
export async function superviseStart<T extends Startable>(
  options: T,
  emit: EmitEvent,
  start: (options: T, emit: EmitEvent) => Promise<Session>,
): Promise<Session> {
  const channel = new Socket({ fd: 3 });
  const lost = new AbortController();
  const accepted = Promise.withResolvers<boolean>();
  channel.on('error', () => {});
  channel.on('data', () => accepted.resolve(true));
  channel.on('close', () => {
    lost.abort();
    accepted.resolve(false);
  });
  const send = (message: SupervisionMessage) => void channel.write(`${JSON.stringify(message)}\n`);
  const forward: EmitEvent = (event) => {
    emit(event);
    if (!channel.destroyed) send({ event });
  };
  const signal = options.signal === undefined ? lost.signal : AbortSignal.any([lost.signal, options.signal]);
  try {
    const session = await start({ ...options, signal }, forward);
    const { done: _done, stop: _stop, ...ready } = session;
    send({ ready });
    if (!(await accepted.promise)) await session.stop();
    return session;
  } catch (error) {
    send({ error: describeError(error) });
    throw error;
  } finally {
    channel.end();
  }
}

function describeError(error: unknown) {
  if (!isPlaygroundError(error))
    return { message: error instanceof Error ? (error.stack ?? error.message) : messageOf(error) };
  const { code, message, hint, kind, details } = error;
  return { code, message, kind, details, ...(hint === undefined ? {} : { hint }) };
}
