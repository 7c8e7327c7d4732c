import type { Common } from '@ethereumjs/common';
import { createTxFromRLP, type TypedTransaction } from '@ethereumjs/tx';
import { messageOf } from '../../lib/errors.ts';
import { type BlobSidecar, splitNetworkTransaction } from './blob-sidecar.ts';
import { RpcError } from './rpc/rpc-error.ts';

/** The words that geth has for what the library finds wrong while decoding. */
const WORDS: [pattern: RegExp, words: string][] = [
  [/maxFeePerGas cannot be less than maxPriorityFeePerGas/, 'max priority fee per gas higher than max fee per gas'],
  [/nonce cannot equal or exceed MAX_UINT64/, 'nonce has max value'],
  [/initcode size/, 'max initcode size exceeded'],
  [/authorization list is empty|Invalid EIP-7702.*empty/i, 'set code tx must have at least one authorization tuple'],
  [/TypedTransaction with ID/, 'transaction type not supported'],
  [/EIP-7825|maxTransactionGasLimit|max(imum)? transaction gas limit/i, 'transaction gas limit too high'],
  [/at least one blob/, 'blob transaction with zero blobs'],
];

/** A transaction as `eth_sendRawTransaction` gets it. Throws `RpcError`. */
export function decodeTransaction(
  bytes: Uint8Array,
  common: Common,
): { transaction: TypedTransaction; sidecar: BlobSidecar | undefined } {
  try {
    const network = bytes[0] === 3 ? splitNetworkTransaction(bytes) : undefined;
    const transaction = createTxFromRLP(network?.body ?? bytes, { common });
    return { transaction, sidecar: network?.sidecar };
  } catch (error) {
    throw new RpcError(wordsFor(messageOf(error), bytes, common));
  }
}

function wordsFor(message: string, bytes: Uint8Array, common: Common): string {
  if (bytes.length <= 1) return 'typed transaction too short';
  const foreign = foreignChain(message);
  if (foreign !== undefined) {
    return `invalid sender: invalid chain id for signer: have ${foreign} want ${common.chainId()}`;
  }
  const known = WORDS.find(([pattern]) => pattern.test(message));
  return known?.[1] ?? `invalid transaction: ${message.split(' (')[0]}`;
}

/** The chain that a transaction was signed for, when that is what the library complains about. */
function foreignChain(message: string): bigint | undefined {
  const named = /derived chain ID (\d+)/.exec(message)?.[1];
  if (named !== undefined) return BigInt(named);
  const v = /Incompatible EIP155-based V (\d+)/.exec(message)?.[1];
  return v === undefined ? undefined : (BigInt(v) - 35n) / 2n;
}
