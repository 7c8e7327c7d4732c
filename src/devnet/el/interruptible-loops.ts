import type { EVMOpts } from '@ethereumjs/evm';
import { yieldToEvents } from './yield-to-events.ts';

type CustomOpcode = NonNullable<EVMOpts['customOpcodes']>[number];

const STEPS_BETWEEN_LOOKS = 1_024;
let steps = 0;

/**
 * JUMPDEST as it is, except that it lets waiting requests run from time to time: every loop passes one, and a
 * transaction that burns a whole block's gas would otherwise hold the event loop for seconds.
 */
export const INTERRUPTIBLE_JUMPDEST: CustomOpcode = {
  opcode: 0x5b,
  opcodeName: 'JUMPDEST',
  baseFee: 1,
  logicFunction: () => {
    steps += 1;
    return steps % STEPS_BETWEEN_LOOKS === 0 ? yieldToEvents() : undefined;
  },
};
