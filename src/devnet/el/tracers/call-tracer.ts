import type { EVMResult, InterpreterStep, Message } from '@ethereumjs/evm';
import { bytesToHex, type Hex, quantity } from '../../../lib/hex.ts';
import { revertReason } from '../rpc/execution-errors.ts';
import { RpcError } from '../rpc/rpc-error.ts';
import { eventsOf, type StartTracer } from './tracer.ts';

/** What an answer may hold of inputs, outputs and logs, in bytes: more would not fit into the process. */
const MAX_BYTES = 64 * 1024 * 1024;

interface Frame {
  from: Hex;
  gas: Hex;
  gasUsed: Hex;
  to?: Hex;
  input: Hex;
  output?: Hex;
  error?: string;
  revertReason?: string;
  calls?: Frame[];
  logs?: object[];
  value?: Hex;
  type: string;
}

/** geth's callTracer: the tree of calls. Options: onlyTopCall, withLog. */
export const callTracer: StartTracer = async (vm, config) => {
  const open: Frame[] = [];
  let root: Frame | undefined;
  let gasLimit = 0n;
  let bytes = 0;
  const onTransaction = (transaction: { gasLimit: bigint }, next?: () => void) => {
    gasLimit = transaction.gasLimit;
    next?.();
  };
  const onBefore = (message: Message, next?: () => void) => {
    bytes += message.data.length;
    const frame = frameOf(message, bytes <= MAX_BYTES);
    const parent = open.at(-1);
    if (parent === undefined) root = frame;
    else if (config.onlyTopCall !== true) {
      parent.calls ??= [];
      parent.calls.push(frame);
    }
    open.push(frame);
    next?.();
  };
  const onAfter = (result: EVMResult, next?: () => void) => {
    const frame = open.pop();
    bytes += result.execResult.returnValue.length;
    if (frame !== undefined && bytes <= MAX_BYTES) complete(frame, result);
    next?.();
  };
  const onStep = (step: InterpreterStep, next?: () => void) => {
    const frame = open.at(-1);
    if (frame !== undefined && step.opcode.name.startsWith('LOG') && isPaidFor(step)) {
      bytes += Number(step.stack.at(-2) ?? 0n);
      if (bytes > MAX_BYTES) return next?.();
      frame.logs ??= [];
      frame.logs.push({ ...logOf(step), position: quantity(frame.calls?.length ?? 0) });
    }
    next?.();
  };
  const events = eventsOf(vm);
  events.on('beforeMessage', onBefore);
  events.on('afterMessage', onAfter);
  if (config.withLog === true) events.on('step', onStep);
  vm.events.on('beforeTx', onTransaction);
  return {
    detach: () => {
      vm.events.off('beforeTx', onTransaction);
      events.off('step', onStep);
      events.off('beforeMessage', onBefore);
      events.off('afterMessage', onAfter);
    },
    // The whole transaction pays for itself, not only for its outermost call.
    result: async ({ totalGasSpent }) => {
      if (bytes > MAX_BYTES) throw new RpcError('the trace is too large; set "onlyTopCall"');
      return { ...root, gas: quantity(gasLimit), gasUsed: quantity(totalGasSpent) };
    },
  };
};

function frameOf(message: Message, withInput: boolean): Frame {
  const { caller, to, gasLimit, data, value } = message;
  const type = typeOf(message);
  const target = type === 'DELEGATECALL' || type === 'CALLCODE' ? message.codeAddress : to;
  return {
    from: bytesToHex((type === 'DELEGATECALL' ? (to ?? caller) : caller).bytes),
    gas: quantity(gasLimit),
    gasUsed: '0x0',
    ...(target === undefined ? {} : { to: bytesToHex(target.bytes) }),
    input: withInput ? bytesToHex(data) : '0x',
    ...(type === 'STATICCALL' ? {} : { value: quantity(value) }),
    type,
  };
}

function typeOf(message: Message): string {
  const { to, delegatecall, isStatic, salt, caller } = message;
  if (to === undefined) return salt === undefined ? 'CREATE' : 'CREATE2';
  if (delegatecall) return 'DELEGATECALL';
  if (isStatic) return 'STATICCALL';
  return to.equals(caller) && !message.codeAddress.equals(to) ? 'CALLCODE' : 'CALL';
}

function complete(frame: Frame, { execResult, createdAddress }: EVMResult): void {
  const { executionGasUsed, returnValue, exceptionError } = execResult;
  frame.gasUsed = quantity(executionGasUsed);
  if (createdAddress !== undefined) frame.to = bytesToHex(createdAddress.bytes);
  if (returnValue.length > 0) frame.output = bytesToHex(returnValue);
  if (exceptionError === undefined) return;
  forgetLogs(frame);
  frame.error = exceptionError.error === 'revert' ? 'execution reverted' : exceptionError.error;
  const reason = exceptionError.error === 'revert' ? revertReason(returnValue) : undefined;
  if (reason !== undefined) frame.revertReason = reason;
}

/** What was logged below a call that failed never happened. */
function forgetLogs(frame: Frame): void {
  delete frame.logs;
  for (const call of frame.calls ?? []) forgetLogs(call);
}

/** A log too large for its gas is never made, and may be larger than any memory. */
function isPaidFor({ opcode, gasLeft, stack }: InterpreterStep): boolean {
  return (stack.at(-2) ?? 0n) * 8n <= gasLeft && (opcode.dynamicFee ?? 0n) <= gasLeft;
}

/** The log that a LOG instruction is about to make. */
function logOf({ opcode, stack, memory, address }: InterpreterStep): object {
  const count = Number(opcode.name.slice('LOG'.length));
  const item = (depth: number) => stack.at(-1 - depth) ?? 0n;
  const data = new Uint8Array(Number(item(1)));
  const offset = Number(item(0));
  data.set(memory.subarray(offset, offset + data.length));
  return {
    address: bytesToHex(address.bytes),
    topics: Array.from(
      { length: count },
      (_, index) =>
        `0x${item(2 + index)
          .toString(16)
          .padStart(64, '0')}`,
    ),
    data: bytesToHex(data),
  };
}
