import type { EVMOpts } from '@ethereumjs/evm';
import { yieldToEvents } from './yield-to-events.ts';

type CustomOpcode = NonNullable<EVMOpts['customOpcodes']>[number];

const STEPS_BETWEEN_LOOKS = 1_024;
let steps = 0;

/**
 * JUMPDEST as it is, except that it lets waiting requests run from time to time: every loop passes one, and a
 * transaction that burns a whole block's gas would otherwise hold the event loop for seconds.
 */
const INTERRUPTIBLE_JUMPDEST: CustomOpcode = {
  opcode: 0x5b,
  opcodeName: 'JUMPDEST',
  baseFee: 1,
  logicFunction: () => {
    steps += 1;
    return steps % STEPS_BETWEEN_LOOKS === 0 ? yieldToEvents() : undefined;
  },
};

/** 64 MiB, which cost more gas than any block has. */
const MAX_WORDS = 2n ** 21n;
const UNAFFORDABLE = 2n ** 64n;

/**
 * REVERT as it is, except for data that nobody can pay for: a tracer is shown the data before the gas is charged, and
 * the library would allocate gigabytes for that. Such a frame runs out of gas either way.
 */
const MODEST_REVERT: CustomOpcode = {
  opcode: 0xfd,
  opcodeName: 'REVERT',
  baseFee: 0,
  gasFunction: (runState, gas, common) => {
    const { stack } = runState;
    const [offset = 0n, length = 0n] = stack.peek(2);
    if (length === 0n) return gas;
    const words = (offset + length + 31n) / 32n;
    if (words <= runState.memoryWordCount) return gas;
    if (words > MAX_WORDS) {
      stack.popN(2);
      stack.push(0n);
      stack.push(0n);
      return UNAFFORDABLE;
    }
    const cost = words * common.param('memoryGas') + (words * words) / common.param('quadCoefficientDivGas');
    const added = cost - runState.highestMemCost;
    runState.highestMemCost = cost;
    runState.memoryWordCount = words;
    return gas + added;
  },
  logicFunction: ({ stack, memory, interpreter }) => {
    const [offset = 0n, length = 0n] = stack.popN(2);
    interpreter.revert(length === 0n ? new Uint8Array() : memory.read(Number(offset), Number(length)));
  },
};

export const CUSTOM_OPCODES: CustomOpcode[] = [INTERRUPTIBLE_JUMPDEST, MODEST_REVERT];
