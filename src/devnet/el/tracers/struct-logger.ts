import type { InterpreterStep } from '@ethereumjs/evm';
import { bigIntToBytes, setLengthLeft } from '@ethereumjs/util';
import { eventsOf, type StartTracer } from './tracer.ts';

const WORD = 32;

/** geth's default tracer: every instruction with gas, stack, memory and the storage touched so far. */
export const structLogger: StartTracer = async (vm, config) => {
  const steps: Record<string, unknown>[] = [];
  const limit = Number(config.limit ?? 0);
  const storage = new Map<string, Record<string, string>>();
  const onStep = async (step: InterpreterStep, next?: () => void) => {
    if (limit === 0 || steps.length < limit) {
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
    }
    next?.();
  };
  const events = eventsOf(vm);
  events.on('step', onStep);
  return {
    detach: () => void events.off('step', onStep),
    result: async ({ execResult, totalGasSpent }) => ({
      gas: Number(totalGasSpent),
      failed: execResult.exceptionError !== undefined,
      returnValue: `0x${Buffer.from(execResult.returnValue).toString('hex')}`,
      structLogs: steps,
    }),
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
