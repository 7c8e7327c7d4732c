import { bytesToHex } from '../../../lib/hex.ts';
import { joinNetworkTransaction } from '../blob-sidecar.ts';
import type { Chain } from '../chain.ts';
import type { ChainBlock } from '../chain-block.ts';
import type { Pool } from '../pool.ts';
import { findBlock, parseBlockTag } from './block-tag.ts';
import { formatLogs, formatReceipt } from './format-receipt.ts';
import { formatTransaction } from './format-transaction.ts';
import type { Methods } from './methods.ts';
import type { Params } from './params.ts';
import { waitForReceipt } from './wait-for-receipt.ts';

/** geth's bound for eth_sendRawTransactionSync. Milliseconds. */
const MAX_WAIT = 60_000;

/** Transactions and their receipts. What does not exist is null. */
export function ethTransactionMethods(chain: Chain, pool: Pool): Methods {
  const byNumber = (params: Params) => findBlock(chain, parseBlockTag(params.required(0)));
  const byHash = (params: Params) => chain.block(params.hash(0));
  const indexed = (block: ChainBlock | undefined, params: Params) => formatAt(block, Number(params.quantity(1)));
  const raw = (params: Params) => {
    const place = chain.transaction(params.hash(0));
    if (place !== undefined) return rawAt(place.at, place.index);
    const pooled = pool.get(params.hash(0));
    if (pooled === undefined) return null;
    const body = pooled.transaction.serialize();
    return bytesToHex(pooled.sidecar === undefined ? body : joinNetworkTransaction(body, pooled.sidecar));
  };
  const receipt = (params: Params) => {
    const place = chain.transaction(params.hash(0));
    if (place === undefined) return null;
    return formatReceipt(place.at, place.index, formatLogs(place.at)[place.index] ?? []);
  };
  return {
    eth_sendRawTransaction: (params) => pool.submit(params.bytes(0)),
    eth_sendRawTransactionSync: async (params) => {
      const bytes = params.bytes(0);
      const timeout = params.optional(1) === undefined ? 20_000 : Math.min(Number(params.quantity(1)), MAX_WAIT);
      return waitForReceipt(chain, await pool.submit(bytes), timeout);
    },
    eth_getTransactionByHash: (params) => {
      const place = chain.transaction(params.hash(0));
      if (place !== undefined) return formatAt(place.at, place.index);
      const pooled = pool.get(params.hash(0));
      return pooled === undefined ? null : formatTransaction(pooled.transaction, pooled.sender);
    },
    eth_getTransactionReceipt: receipt,
    eth_getTransactionByBlockNumberAndIndex: (params) => indexed(byNumber(params), params),
    eth_getTransactionByBlockHashAndIndex: (params) => indexed(byHash(params), params),
    eth_getRawTransactionByHash: raw,
    eth_getRawTransactionByBlockNumberAndIndex: (params) => rawAt(byNumber(params), Number(params.quantity(1))),
    eth_getRawTransactionByBlockHashAndIndex: (params) => rawAt(byHash(params), Number(params.quantity(1))),
    eth_pendingTransactions: () => [],
    debug_getRawTransaction: (params) => raw(params) ?? '0x',
  };
}

function formatAt(block: ChainBlock | undefined, index: number): object | null {
  const transaction = block?.block.transactions[index];
  if (block === undefined || transaction === undefined) return null;
  return formatTransaction(transaction, block.senders[index] ?? '0x', { block, index });
}

function rawAt(block: ChainBlock | undefined, index: number): string | null {
  const transaction = block?.block.transactions[index];
  return transaction === undefined ? null : bytesToHex(transaction.serialize());
}
