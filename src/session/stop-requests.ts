import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { fileError } from '../lib/file-error.ts';
import { sessionPaths } from './paths.ts';

/** Means: look for stop requests. Other signals are the terminal's, and mean that the user wants an end of it all. */
const SIGNAL = 'SIGUSR2';

const listeners = new Map<string, () => void>();

/** Calls `onRequest` when another process asks for the session to be stopped and its data kept. Returns the end of it. */
export function listenForStop(dir: string, onRequest: () => void): () => void {
  if (listeners.size === 0) process.on(SIGNAL, look);
  listeners.set(dir, onRequest);
  return () => {
    listeners.delete(dir);
    if (listeners.size === 0) process.off(SIGNAL, look);
    rmSync(sessionPaths(dir).stopRequest, { force: true });
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
  for (const [dir, onRequest] of listeners) {
    if (existsSync(sessionPaths(dir).stopRequest)) onRequest();
  }
}
