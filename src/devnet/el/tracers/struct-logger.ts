import type { InterpreterStep } from '@ethereumjs/evm';
import { bigIntToBytes, setLengthLeft } from '@ethereumjs/util';
import { RpcError } from '../rpc/rpc-error.ts';
import { awaitedListener, eventsOf, type StartTracer } from './tracer.ts';

const WORD = 32;
/** What an answer may hold, counted in stack items and memory words: more would not fit into the process. */
const MAX_ITEMS = 4_000_000;
const STEP_ITEMS = 8;

/** geth's default tracer: every instruction with gas, stack, memory and the storage touched so far. */
export const structLogger: StartTracer = async (vm, config) => {
  const steps: Record<string, unknown>[] = [];
  const limit = Number(config.limit ?? 0);
  const storage = new Map<string, Record<string, string>>();
  let items = 0;
  const { listener, check } = awaitedListener(async (step: InterpreterStep) => {
    if (items > MAX_ITEMS || (limit > 0 && steps.length >= limit)) return;
    items += STEP_ITEMS + (config.disableStack === true ? 0 : step.stack.length);
    if (config.enableMemory === true) items += step.memory.length / WORD;
    steps.push({
      pc: step.pc,
      op: step.opcode.name,
      gas: Number(step.gasLeft),
      gasCost: Number(step.opcode.dynamicFee ?? step.opcode.fee),
      depth: step.depth + 1,
      ...(config.disableStack === true ? {} : { stack: step.stack.map((item) => `0x${item.toString(16)}`) }),
      ...(config.enableMemory === true ? { memory: words(step.memory) } : {}),
      ...(config.disableStorage === true ? {} : await storageAt(step, storage)),
    });
  });
  const events = eventsOf(vm);
  events.on('step', listener);
  return {
    detach: () => void events.off('step', listener),
    result: async ({ execResult, totalGasSpent }) => {
      check();
      if (items > MAX_ITEMS) throw new RpcError('the trace is too large; choose a tracer, or set "limit"');
      return {
        gas: Number(totalGasSpent),
        failed: execResult.exceptionError !== undefined,
        returnValue: `0x${Buffer.from(execResult.returnValue).toString('hex')}`,
        structLogs: steps,
      };
    },
  };
};

/** With a storage instruction, the slots of this contract that were read or written so far. */
async function storageAt(
  { opcode, address, stack, stateManager }: InterpreterStep,
  seen: Map<string, Record<string, string>>,
): Promise<{ storage?: Record<string, string> }> {
  if (opcode.name !== 'SLOAD' && opcode.name !== 'SSTORE') return {};
  const own = seen.get(address.toString()) ?? {};
  seen.set(address.toString(), own);
  const key = hexWord(stack.at(-1) ?? 0n);
  if (opcode.name === 'SSTORE') own[key] = hexWord(stack.at(-2) ?? 0n);
  else {
    const value = await stateManager.getStorage(address, setLengthLeft(bigIntToBytes(stack.at(-1) ?? 0n), WORD));
    own[key] = Buffer.from(value)
      .toString('hex')
      .padStart(2 * WORD, '0');
  }
  return { storage: { ...own } };
}

function hexWord(value: bigint): string {
  return value.toString(16).padStart(2 * WORD, '0');
}

function words(memory: Uint8Array): string[] {
  const hex = Buffer.from(memory).toString('hex');
  return Array.from({ length: Math.ceil(memory.length / WORD) }, (_, index) =>
    hex.slice(index * 2 * WORD, (index + 1) * 2 * WORD),
  );
}
