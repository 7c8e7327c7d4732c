import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { EmitEvent } from '../lib/events.ts';
import { sessionPaths } from './paths.ts';

/**
 * What a process in the background has to say, which nobody would see otherwise: its events, and the stack of a bug
 * that ends it. One JSON object a line.
 */
export function withOwnLog(dir: string, emit: EmitEvent): EmitEvent {
  const path = sessionPaths(dir).ownLog;
  const write = (what: object) => {
    try {
      // Not recursive: a session folder that somebody has removed does not come back.
      if (!existsSync(dirname(path))) mkdirSync(dirname(path));
      appendFileSync(path, `${JSON.stringify({ time: new Date().toISOString(), ...what })}\n`);
    } catch {
      // A full disk, or a folder that is being removed: nobody could be told.
    }
  };
  process.on('uncaughtExceptionMonitor', (error) => write({ type: 'bug', stack: error.stack ?? String(error) }));
  return (event) => {
    write(event);
    emit(event);
  };
}
