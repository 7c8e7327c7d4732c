import type { Common } from '@ethereumjs/common';
import { type Hex, quantity } from '../../../lib/hex.ts';
import type { Chain } from '../chain.ts';
import type { ChainBlock } from '../chain-block.ts';
import { parseBlockTag, requireBlock } from './block-tag.ts';
import type { Methods } from './methods.ts';
import { asList, asQuantity, type Params } from './params.ts';
import { invalidParams, RpcError } from './rpc-error.ts';

const GWEI = 1_000_000_000n;
const MAX_BLOCKS = 1024;
const MAX_PERCENTILES = 100;
/** Which recent tips the suggestion is made from (geth's gas price oracle). */
const SAMPLE_BLOCKS = 20;
const SAMPLE_PERCENTILE = 0.6;
const IGNORED_TIP = 2n;

/** Fee suggestions and fee history. */
export function ethFeeMethods(chain: Chain): Methods {
  let suggestion: { head: Hex; tip: bigint } | undefined;
  const suggestedTip = (): bigint => {
    if (suggestion?.head !== chain.head.hash) suggestion = { head: chain.head.hash, tip: sampleTip(chain) };
    return suggestion.tip;
  };
  return {
    eth_maxPriorityFeePerGas: () => quantity(suggestedTip()),
    eth_gasPrice: () => quantity((chain.head.block.header.baseFeePerGas ?? 0n) + suggestedTip()),
    eth_blobBaseFee: () => quantity(chain.head.block.header.calcNextBlobGasPrice(nextRules(chain))),
    eth_feeHistory: (params) => feeHistory(chain, params),
  };
}

function sampleTip(chain: Chain): bigint {
  const tips: bigint[] = [];
  for (let number = chain.head.number; number > 0 && number > chain.head.number - SAMPLE_BLOCKS; number--) {
    const block = chain.canonical(number);
    if (block !== undefined) tips.push(...tipsOf(block).map(({ tip }) => tip));
  }
  const counted = tips.filter((tip) => tip >= IGNORED_TIP).sort(ascending);
  return counted[Math.floor((counted.length - 1) * SAMPLE_PERCENTILE)] ?? GWEI;
}

function feeHistory(chain: Chain, params: Params): object {
  const percentiles = asList(params.optional(2) ?? [], 'argument 2').map((value) => {
    if (typeof value !== 'number') throw invalidParams('invalid argument 2: expected numbers');
    return value;
  });
  if (percentiles.length > MAX_PERCENTILES) throw new RpcError('invalid reward percentile: over the query limit 100');
  percentiles.forEach((percentile, index) => {
    const before = percentiles[index - 1] ?? 0;
    if (!(percentile >= 0 && percentile <= 100)) throw new RpcError(`invalid reward percentile: ${percentile}`);
    if (percentile < before) {
      throw new RpcError(`invalid reward percentile: #${index - 1}:${before} >= #${index}:${percentile}`);
    }
  });
  const tag = parseBlockTag(params.required(1));
  if (tag.kind === 'number' && tag.number > chain.head.number) {
    throw new RpcError(`request beyond head block: requested ${tag.number}, head ${chain.head.number}`);
  }
  const newest = requireBlock(chain, params.required(1));
  const wanted = Number(asQuantity(params.required(0), 'argument 0'));
  const count = Math.min(wanted, MAX_BLOCKS, newest.number + 1);
  if (count === 0) return { oldestBlock: '0x0', gasUsedRatio: [] };
  const oldest = newest.number - count + 1;
  const blocks = Array.from({ length: count }, (_, index) => chain.canonical(oldest + index)).filter(
    (block) => block !== undefined,
  );
  const next = chain.rules.at(newest.number + 1, newest.timestamp + 1);
  const last = newest.block.header;
  return {
    oldestBlock: quantity(oldest),
    ...(percentiles.length === 0 ? {} : { reward: blocks.map((block) => rewards(block, percentiles)) }),
    baseFeePerGas: [
      ...blocks.map(({ block }) => quantity(block.header.baseFeePerGas ?? 0n)),
      quantity(last.common.isActivatedEIP(1559) ? last.calcNextBaseFee() : 0n),
    ],
    gasUsedRatio: blocks.map(({ block }) => Number(block.header.gasUsed) / Number(block.header.gasLimit)),
    baseFeePerBlobGas: [...blocks.map(blobBaseFee), quantity(nextBlobBaseFee(newest, next))],
    blobGasUsedRatio: blocks.map(blobGasRatio),
  };
}

/** The tip below which lie the given percentages of a block's gas. */
function rewards(chainBlock: ChainBlock, percentiles: number[]): Hex[] {
  const tips = tipsOf(chainBlock).sort((a, b) => ascending(a.tip, b.tip));
  const total = chainBlock.block.header.gasUsed;
  let index = 0;
  let sum = tips[0]?.gasUsed ?? 0n;
  return percentiles.map((percentile) => {
    const threshold = BigInt(Math.floor((Number(total) * percentile) / 100));
    while (sum < threshold && index < tips.length - 1) {
      index += 1;
      sum += tips[index]?.gasUsed ?? 0n;
    }
    return quantity(tips[index]?.tip ?? 0n);
  });
}

function tipsOf({ block, receipts }: ChainBlock): { tip: bigint; gasUsed: bigint }[] {
  return block.transactions.map((transaction, index) => ({
    tip: transaction.getEffectivePriorityFee(block.header.baseFeePerGas ?? 0n),
    gasUsed: receipts[index]?.gasUsed ?? 0n,
  }));
}

function blobBaseFee({ block }: ChainBlock): Hex {
  return block.header.excessBlobGas === undefined ? '0x0' : quantity(block.header.getBlobGasPrice());
}

function nextBlobBaseFee({ block }: ChainBlock, next: Common): bigint {
  return next.isActivatedEIP(4844) ? block.header.calcNextBlobGasPrice(next) : 0n;
}

function blobGasRatio({ block }: ChainBlock): number {
  if (block.header.blobGasUsed === undefined) return 0;
  return Number(block.header.blobGasUsed) / Number(block.common.getBlobGasSchedule().maxBlobGasPerBlock);
}

function nextRules(chain: Chain): Common {
  return chain.rules.at(chain.head.number + 1, chain.head.timestamp + 1);
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
