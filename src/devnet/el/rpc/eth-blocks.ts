import { quantity } from '../../../lib/hex.ts';
import type { Chain } from '../chain.ts';
import type { ChainBlock } from '../chain-block.ts';
import type { PayloadBuilder } from '../payload-builder.ts';
import { findBlock, parseBlockTag } from './block-tag.ts';
import { formatBlock, formatHeader, formatPendingBlock } from './format-block.ts';
import { formatReceipts } from './format-receipt.ts';
import type { Methods } from './methods.ts';
import type { Params } from './params.ts';

/** Blocks by number and hash. A block that does not exist is null. */
export function ethBlockMethods(chain: Chain, builder: PayloadBuilder): Methods {
  const byNumber = (params: Params) => findBlock(chain, parseBlockTag(params.required(0)));
  const byHash = (params: Params) => chain.block(params.hash(0));
  const pending = (params: Params) => (params.required(0) === 'pending' ? builder.pending() : undefined);
  const whole = (block: ChainBlock | undefined, params: Params) =>
    block === undefined ? null : formatBlock(block, params.flag(1));
  const transactionCount = (block: ChainBlock | undefined) =>
    block === undefined ? null : quantity(block.block.transactions.length);
  const noUncles = (block: ChainBlock | undefined) => (block === undefined ? null : '0x0');
  return {
    eth_blockNumber: () => quantity(chain.head.number),
    eth_getBlockByNumber: (params) => {
      const built = pending(params);
      return built === undefined ? whole(byNumber(params), params) : formatPendingBlock(built, params.flag(1));
    },
    eth_getBlockByHash: (params) => whole(byHash(params), params),
    eth_getHeaderByNumber: (params) => headerOf(byNumber(params)),
    eth_getHeaderByHash: (params) => headerOf(byHash(params)),
    eth_getBlockTransactionCountByNumber: (params) => transactionCount(pending(params) ?? byNumber(params)),
    eth_getBlockTransactionCountByHash: (params) => transactionCount(byHash(params)),
    eth_getUncleCountByBlockNumber: (params) => noUncles(byNumber(params)),
    eth_getUncleCountByBlockHash: (params) => noUncles(byHash(params)),
    eth_getUncleByBlockNumberAndIndex: () => null,
    eth_getUncleByBlockHashAndIndex: () => null,
    eth_getBlockReceipts: (params) => {
      const block = byNumber(params);
      return block === undefined ? null : formatReceipts(block);
    },
  };
}

function headerOf(block: ChainBlock | undefined): object | null {
  return block === undefined ? null : formatHeader(block.block);
}
