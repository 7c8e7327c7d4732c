import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { fileError } from '../lib/file-error.ts';
import { sessionPaths } from './paths.ts';

/** Means: look for stop requests. Other signals are the terminal's, and mean that the user wants an end of it all. */
const SIGNAL = 'SIGUSR2';

/** Wishes of other processes that the session be stopped and its data kept. */
export interface StopRequests {
  /** Aborts with the first one. */
  signal: AbortSignal;
  /** No more are taken. */
  end(): void;
}

const listeners = new Map<string, AbortController>();

/** To be called as soon as the session's lock is held: whoever finds the lock may ask. */
export function listenForStop(dir: string): StopRequests {
  if (listeners.size === 0) process.on(SIGNAL, look);
  const request = new AbortController();
  listeners.set(dir, request);
  return {
    signal: request.signal,
    end() {
      if (!listeners.delete(dir)) return;
      if (listeners.size === 0) process.off(SIGNAL, look);
      rmSync(sessionPaths(dir).stopRequest, { force: true });
    },
  };
}

/** Asks the process that keeps the session; it may be gone by now. */
export function requestStop(dir: string, pid: number): void {
  const { stopRequest } = sessionPaths(dir);
  try {
    writeFileSync(stopRequest, '');
  } catch (error) {
    throw fileError(error, 'write', stopRequest);
  }
  try {
    process.kill(pid, SIGNAL);
  } catch {
    // It ended in the meantime: whoever waits for that sees it.
  }
}

function look(): void {
  for (const [dir, request] of listeners) {
    if (existsSync(sessionPaths(dir).stopRequest)) request.abort();
  }
}
