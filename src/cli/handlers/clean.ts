import { cleanSession } from '../../session/clean-session.ts';
import type { Invocation } from '../command.ts';
import { eachSession } from '../each-session.ts';

export function clean(invocation: Invocation): Promise<number> {
  return eachSession(invocation, {
    act: cleanSession,
    concerns: () => true,
    done: 'removed',
    none: 'there are no sessions',
  });
}
