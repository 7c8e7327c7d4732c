import { existsSync } from 'node:fs';
import { sessionPaths } from './paths.ts';

const INTERVAL = 500;

/**
 * Calls `onGone` once when the folder of a running session was removed: nobody can find the session to stop it from
 * then on. Returns the end of it.
 */
export function watchFolder(dir: string, onGone: () => void): () => void {
  const { marker } = sessionPaths(dir);
  const timer = setInterval(() => {
    if (existsSync(marker)) return;
    clearInterval(timer);
    onGone();
  }, INTERVAL);
  return () => clearInterval(timer);
}
