import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { PlaygroundError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import { listSessions, summarize } from './list-sessions.ts';
import type { SessionSelector, SessionSummary } from './session-control.ts';

const RUNNING = ['starting', 'ready', 'stopping'];

/**
 * The session that is named by its id or its folder; without a name (or with `latest`) the newest one that runs, else
 * the newest. Throws `PlaygroundError` `no-session` or `unknown-session`, with the nearest name.
 */
export async function findSession({ name }: SessionSelector): Promise<SessionSummary> {
  const sessions = await listSessions();
  if (name === undefined || name === 'latest') {
    const latest =
      sessions.find(({ status }) => RUNNING.includes(status)) ?? sessions.find(({ record }) => record) ?? sessions[0];
    if (latest !== undefined) return latest;
    throw new PlaygroundError('no-session', 'there is no session', {
      kind: 'usage',
      hint: 'start one: playground start l1',
    });
  }
  const known = sessions.find(({ id }) => id === name) ?? byFolder(name, sessions);
  if (known !== undefined) return known;
  const guess = nearest(
    name,
    sessions.map(({ id }) => id),
  );
  throw new PlaygroundError('unknown-session', `there is no session "${name}"`, {
    kind: 'usage',
    hint: guess === undefined ? 'playground list shows those there are' : `did you mean ${guess}?`,
    details: { name },
  });
}

function byFolder(name: string, sessions: readonly SessionSummary[]): SessionSummary | undefined {
  if (!name.includes('/') && !name.startsWith('.')) return undefined;
  let dir: string;
  try {
    dir = realpathSync(resolve(name));
  } catch {
    return undefined;
  }
  return sessions.find((session) => session.dir === dir || realPath(session.dir) === dir) ?? summarize(name, dir);
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
