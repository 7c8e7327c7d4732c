import type { Hex } from '../../../lib/hex.ts';
import type { Chain } from '../chain.ts';
import type { ChainBlock } from '../chain-block.ts';
import { asHash, asQuantity } from './params.ts';
import { invalidParams, RpcError } from './rpc-error.ts';

/** What a caller names a block with, decoded. */
export type BlockTag =
  | { kind: 'name'; name: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' }
  | { kind: 'number'; number: number }
  | { kind: 'hash'; hash: Hex; requireCanonical: boolean };

const NAMES = ['latest', 'pending', 'earliest', 'safe', 'finalized'] as const;

/** A name, a number, a hash, or an EIP-1898 object; a missing one is `latest`. Throws `RpcError` -32602. */
export function parseBlockTag(value: unknown): BlockTag {
  if (value === undefined || value === null || value === '') return { kind: 'name', name: 'latest' };
  const name = NAMES.find((known) => known === value);
  if (name !== undefined) return { kind: 'name', name };
  if (typeof value === 'object') return parseObject(value as Record<string, unknown>);
  if (typeof value === 'string' && value.length === 66) {
    return { kind: 'hash', hash: asHash(value, 'block hash'), requireCanonical: false };
  }
  if (typeof value === 'string' && !value.startsWith('0x')) throw invalidParams('hex string without 0x prefix');
  return { kind: 'number', number: toNumber(asQuantity(value, 'block number')) };
}

function parseObject({ blockHash, blockNumber, requireCanonical }: Record<string, unknown>): BlockTag {
  if (blockHash !== undefined && blockNumber !== undefined) {
    throw invalidParams('cannot specify both BlockHash and BlockNumber, choose one or the other');
  }
  if (blockHash === undefined) return parseBlockTag(blockNumber);
  return { kind: 'hash', hash: asHash(blockHash, 'block hash'), requireCanonical: requireCanonical === true };
}

/** The block, or nothing if there is none. `pending` stands for the head: whoever can do better asks before. */
export function findBlock(chain: Chain, tag: BlockTag): ChainBlock | undefined {
  if (tag.kind === 'number') return chain.canonical(tag.number);
  if (tag.kind === 'hash') {
    const block = chain.block(tag.hash);
    if (block !== undefined && tag.requireCanonical && !chain.isCanonical(block)) {
      throw new RpcError('hash is not currently canonical');
    }
    return block;
  }
  switch (tag.name) {
    case 'earliest':
      return chain.genesis;
    case 'safe':
      return chain.safe;
    case 'finalized':
      return chain.finalized;
    default:
      return chain.head;
  }
}

/** Throws `RpcError` where there is no such block. */
export function requireBlock(chain: Chain, value: unknown): ChainBlock {
  const tag = parseBlockTag(value);
  const block = findBlock(chain, tag);
  if (block !== undefined) return block;
  if (tag.kind === 'name') throw new RpcError(`${tag.name} block not found`);
  throw new RpcError(tag.kind === 'hash' ? 'header for hash not found' : 'header not found');
}

function toNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw invalidParams('block number larger than int64');
  return Number(value);
}
