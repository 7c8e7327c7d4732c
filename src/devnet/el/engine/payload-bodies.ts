import { bytesToHex } from '../../../lib/hex.ts';
import type { Chain } from '../chain.ts';
import type { ChainBlock } from '../chain-block.ts';
import { asHash, type Params } from '../rpc/params.ts';
import { invalidParams } from '../rpc/rpc-error.ts';
import { tooLargeRequest } from './engine-error.ts';
import { withdrawalsOfBlock } from './payload.ts';

const MAX_BODIES = 1024;

/** engine_getPayloadBodiesByHashV1. */
export function payloadBodiesByHash(chain: Chain, params: Params): (object | null)[] {
  const hashes = params.list(0);
  if (hashes.length > MAX_BODIES) throw tooLargeRequest();
  return hashes.map((hash) => bodyOf(chain.block(asHash(hash, 'argument 0'))));
}

/** engine_getPayloadBodiesByRangeV1: no trailing nulls beyond the head. */
export function payloadBodiesByRange(chain: Chain, params: Params): (object | null)[] {
  const start = Number(params.quantity(0));
  const count = Number(params.quantity(1));
  if (start < 1 || count < 1) throw invalidParams(`invalid start or count, start: ${start} count: ${count}`);
  if (count > MAX_BODIES) throw tooLargeRequest();
  const length = Math.max(0, Math.min(count, chain.head.number - start + 1));
  return Array.from({ length }, (_, index) => bodyOf(chain.canonical(start + index)));
}

function bodyOf(block: ChainBlock | undefined): object | null {
  if (block === undefined) return null;
  return {
    transactions: block.block.transactions.map((transaction) => bytesToHex(transaction.serialize())),
    withdrawals: withdrawalsOfBlock(block.block),
  };
}
