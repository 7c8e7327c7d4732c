import type { EVMResult, Message } from '@ethereumjs/evm';
import { bytesToHex, type Hex, quantity } from '../../../lib/hex.ts';
import { revertReason } from '../rpc/execution-errors.ts';
import { eventsOf, type StartTracer } from './tracer.ts';

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
  const onBefore = (message: Message, next?: () => void) => {
    const frame = frameOf(message);
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
    if (frame !== undefined) complete(frame, result, config.withLog === true);
    next?.();
  };
  const events = eventsOf(vm);
  events.on('beforeMessage', onBefore);
  events.on('afterMessage', onAfter);
  return {
    detach: () => {
      events.off('beforeMessage', onBefore);
      events.off('afterMessage', onAfter);
    },
    // The whole transaction pays for itself, not only for its outermost call.
    result: async ({ totalGasSpent }) => ({ ...root, gasUsed: quantity(totalGasSpent) }),
  };
};

function frameOf(message: Message): Frame {
  const { caller, to, codeAddress, gasLimit, data, value } = message;
  const type = typeOf(message);
  const target = type === 'DELEGATECALL' || type === 'CALLCODE' ? codeAddress : to;
  return {
    from: bytesToHex((type === 'DELEGATECALL' ? (to ?? caller) : caller).bytes),
    gas: quantity(gasLimit),
    gasUsed: '0x0',
    ...(target === undefined ? {} : { to: bytesToHex(target.bytes) }),
    input: bytesToHex(data),
    ...(type === 'STATICCALL' ? {} : { value: quantity(value) }),
    type,
  };
}

function typeOf({ to, delegatecall, isStatic, salt, codeAddress, caller }: Message): string {
  if (to === undefined) return salt === undefined ? 'CREATE' : 'CREATE2';
  if (delegatecall) return 'DELEGATECALL';
  if (isStatic) return 'STATICCALL';
  return to.equals(caller) && !codeAddress.equals(to) ? 'CALLCODE' : 'CALL';
}

function complete(frame: Frame, { execResult, createdAddress }: EVMResult, withLog: boolean): void {
  const { executionGasUsed, returnValue, exceptionError, logs } = execResult;
  frame.gasUsed = quantity(executionGasUsed);
  if (createdAddress !== undefined) frame.to = bytesToHex(createdAddress.bytes);
  if (returnValue.length > 0) frame.output = bytesToHex(returnValue);
  if (exceptionError === undefined) {
    if (withLog && logs !== undefined && logs.length > 0 && frame.calls === undefined) frame.logs = logs.map(logOf);
    return;
  }
  frame.error = exceptionError.error === 'revert' ? 'execution reverted' : exceptionError.error;
  const reason = exceptionError.error === 'revert' ? revertReason(returnValue) : undefined;
  if (reason !== undefined) frame.revertReason = reason;
}

function logOf([address, topics, data]: [Uint8Array, Uint8Array[], Uint8Array]): object {
  return { address: bytesToHex(address), topics: topics.map(bytesToHex), data: bytesToHex(data) };
}
