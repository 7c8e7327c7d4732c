import { PlaygroundError } from '../lib/errors.ts';
import { findSession } from './find-session.ts';
import type { Endpoint } from './session.ts';
import type { SessionSelector } from './session-control.ts';

/** Where the services of a session can be reached. Throws `PlaygroundError` `no-ports` for one that never ran. */
export async function sessionPorts(selector: SessionSelector): Promise<Endpoint[]> {
  const { id, record, problem } = await findSession(selector);
  if (record !== undefined) return record.endpoints;
  throw new PlaygroundError('no-ports', problem ?? `session ${id} has no ports: it has not run`, {
    hint: 'playground list shows the sessions that run',
  });
}
