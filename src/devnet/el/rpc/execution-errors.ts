import type { ExecResult } from '@ethereumjs/evm';
import { bytesToHex } from '../../../lib/hex.ts';
import { RPC_CODES, RpcError } from './rpc-error.ts';

const ERROR_SELECTOR = '08c379a0';
const PANIC_SELECTOR = '4e487b71';
const PANICS: Record<number, string> = {
  0: 'generic panic',
  1: 'assert(false)',
  17: 'arithmetic underflow or overflow',
  18: 'division or modulo by zero',
  33: 'enum overflow',
  34: 'invalid encoded storage byte array accessed',
  49: 'out-of-bounds array access; popping on an empty array',
  50: 'out-of-bounds access of an array or bytesN',
  65: 'out of memory',
  81: 'uninitialized function',
};

/** The failure of a call as geth reports it: code 3 with the data for a revert, the reason for everything else. */
export function executionError({ exceptionError, returnValue }: ExecResult): RpcError | undefined {
  if (exceptionError === undefined) return undefined;
  const { error } = exceptionError;
  if (error !== 'revert') return new RpcError(error === 'invalid opcode' ? 'invalid opcode: INVALID' : error);
  const reason = revertReason(returnValue);
  const message = reason === undefined ? 'execution reverted' : `execution reverted: ${reason}`;
  return new RpcError(message, RPC_CODES.reverted, bytesToHex(returnValue));
}

/** The text of `Error(string)` and `Panic(uint256)`. */
export function revertReason(data: Uint8Array): string | undefined {
  const buffer = Buffer.from(data);
  const selector = buffer.subarray(0, 4).toString('hex');
  if (selector === PANIC_SELECTOR && buffer.length === 36) {
    const code = BigInt(`0x${buffer.subarray(4).toString('hex')}`);
    return PANICS[Number(code)] ?? `unknown panic code: 0x${code.toString(16)}`;
  }
  if (selector !== ERROR_SELECTOR || buffer.length < 68) return undefined;
  const length = Number(BigInt(`0x${buffer.subarray(36, 68).toString('hex')}`));
  return buffer.length < 68 + length ? undefined : buffer.subarray(68, 68 + length).toString('utf8');
}
