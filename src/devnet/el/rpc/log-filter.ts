import type { Hex } from '../../../lib/hex.ts';
import type { Chain } from '../chain.ts';
import type { ChainBlock } from '../chain-block.ts';
import { yieldToEvents } from '../yield-to-events.ts';
import { findBlock, parseBlockTag, requireBlock } from './block-tag.ts';
import { formatLogs, type LogJson } from './format-receipt.ts';
import { asAddress, asHash, asList } from './params.ts';
import { invalidParams, RpcError } from './rpc-error.ts';

/** Which logs are asked for: any of the addresses, and at each position any of the topics; empty means all. */
export interface LogFilter {
  addresses: Hex[];
  topics: Hex[][];
}

const MAX_TOPICS = 4;
const MAX_RESULTS = 20_000;

/** Throws `RpcError` -32602. */
export function parseLogFilter({ address, topics }: Record<string, unknown>): LogFilter {
  const positions = asList(topics ?? [], 'topics');
  if (positions.length > MAX_TOPICS) throw invalidParams('exceed max topics');
  return {
    addresses: listOf(address).map((one) => asAddress(one, 'address')),
    topics: positions.map((position) => {
      const alternatives = listOf(position);
      return alternatives.includes(null) ? [] : alternatives.map((topic) => asHash(topic, 'topic'));
    }),
  };
}

export function matchingLogs(block: ChainBlock, filter: LogFilter, removed = false): LogJson[] {
  if (block.receipts.every(({ logs }) => logs.length === 0)) return [];
  return formatLogs(block, removed)
    .flat()
    .filter((log) => matches(log, filter));
}

/** The logs of a range of blocks or of one block by hash (eth_getLogs). */
export async function searchLogs(chain: Chain, query: Record<string, unknown>): Promise<LogJson[]> {
  const filter = parseLogFilter(query);
  if (query.blockHash !== undefined) {
    if (query.fromBlock !== undefined || query.toBlock !== undefined) {
      throw invalidParams('cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other');
    }
    const block = chain.block(asHash(query.blockHash, 'blockHash'));
    if (block === undefined) throw new RpcError('unknown block');
    return matchingLogs(block, filter);
  }
  const from = boundary(chain, query.fromBlock);
  const to = boundary(chain, query.toBlock);
  if (from > to) throw new RpcError('invalid block range params');
  const found: LogJson[] = [];
  for (let number = from; number <= Math.min(to, chain.head.number); number++) {
    const block = chain.canonical(number);
    if (block !== undefined) found.push(...matchingLogs(block, filter));
    if (found.length > MAX_RESULTS) throw new RpcError(`query exceeds the limit of ${MAX_RESULTS} logs`);
    await yieldToEvents();
  }
  return found;
}

/** A height that the chain may not have reached yet. */
function boundary(chain: Chain, value: unknown): number {
  const tag = parseBlockTag(value);
  if (tag.kind === 'number') return tag.number;
  return (findBlock(chain, tag) ?? requireBlock(chain, value)).number;
}

function matches(log: LogJson, { addresses, topics }: LogFilter): boolean {
  if (addresses.length > 0 && !addresses.includes(log.address)) return false;
  if (topics.length > log.topics.length) return false;
  return topics.every((alternatives, index) => {
    return alternatives.length === 0 || alternatives.includes(log.topics[index] ?? '0x');
  });
}

function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
