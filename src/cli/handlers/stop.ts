import { stopSession } from '../../session/stop-session.ts';
import type { Invocation } from '../command.ts';
import { eachSession } from '../each-session.ts';

export function stop(invocation: Invocation): Promise<number> {
  return eachSession(invocation, {
    act: stopSession,
    concerns: ({ status }) => status !== 'stopped' && status !== 'dry-run',
    done: 'stopped',
    none: 'no session is running',
  });
}
