import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { PlaygroundError } from '../lib/errors.ts';
import type { EmitEvent } from '../lib/events.ts';
import { ownExecutable } from '../runners/host/find-program.ts';
import type { Session, SessionEnd } from './session.ts';
import { stopSession } from './stop-session.ts';
import { ACCEPTED, SUPERVISED, type SupervisionMessage } from './supervision.ts';

const DONE: SessionEnd = { reason: 'detached', folder: 'kept', resumable: true };

/**
 * Runs the same command line in a background process, and resolves when its session is ready. When this process ends
 * before that, the background process stops and removes everything.
 */
export async function startDetached(
  { commandLine, signal }: { commandLine: readonly string[]; signal?: AbortSignal },
  emit: EmitEvent,
): Promise<Session> {
  const { file, args } = ownExecutable();
  const child = spawn(file, [...args, ...commandLine], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    env: { ...process.env, [SUPERVISED]: '1' },
  });
  const channel = child.stdio[3] as Duplex;
  channel.on('error', () => {});
  const interrupt = () => channel.destroy();
  signal?.addEventListener('abort', interrupt, { once: true });
  if (signal?.aborted) interrupt();
  try {
    const ready = await firstVerdict(child, channel, emit);
    channel.write(ACCEPTED);
    return { ...ready, done: Promise.resolve(DONE), stop: () => stopDetached(ready.id) };
  } catch (error) {
    await exited(child);
    throw signal?.aborted ? new PlaygroundError('interrupted', 'interrupted while starting') : error;
  } finally {
    signal?.removeEventListener('abort', interrupt);
    channel.end();
    child.unref();
  }
}

type Ready = Extract<SupervisionMessage, { ready: unknown }>['ready'];

/** What becomes of the start; every event on the way is passed on. */
async function firstVerdict(child: ChildProcess, channel: Duplex, emit: EmitEvent): Promise<Ready> {
  const verdict = Promise.withResolvers<Ready | undefined>();
  let rest = '';
  channel.setEncoding('utf8');
  channel.on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = JSON.parse(line) as SupervisionMessage;
      if ('event' in message) emit(message.event);
      else if ('ready' in message) verdict.resolve(message.ready);
      else verdict.reject(revived(message.error));
    }
  });
  // Not `end`: a stream that an interruption destroys has none.
  channel.on('close', () => verdict.resolve(undefined));
  const ready = await verdict.promise;
  if (ready !== undefined) return ready;
  const [code, killedBy] = await exited(child);
  throw new PlaygroundError('supervisor-died', `the background process ended with ${killedBy ?? `exit code ${code}`}`, {
    hint: 'start without --detached to see why',
  });
}

function revived({ code, message, ...options }: Extract<SupervisionMessage, { error: unknown }>['error']): Error {
  return code === undefined ? new Error(message) : new PlaygroundError(code, message, options);
}

async function exited(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return [child.exitCode, child.signalCode];
}

async function stopDetached(name: string): Promise<SessionEnd> {
  await stopSession({ name }, () => {});
  return { reason: 'stopped', folder: 'kept', resumable: true };
}
