import { type Block, createBlockFromRLP } from '@ethereumjs/block';
import { RLP } from '@ethereumjs/rlp';
import { bytesToHex, type Hex, hexToBytes } from '../../lib/hex.ts';
import type { ForkRules } from './fork-rules.ts';
import { decodeReceipts, encodeReceipt, type Receipt } from './receipt.ts';

/** A block that was executed, with what came of it. */
export interface ChainBlock {
  block: Block;
  hash: Hex;
  parentHash: Hex;
  number: number;
  timestamp: number;
  receipts: Receipt[];
  senders: Hex[];
}

export function chainBlock(block: Block, receipts: Receipt[], senders: Hex[]): ChainBlock {
  return {
    block,
    hash: bytesToHex(block.hash()),
    parentHash: bytesToHex(block.header.parentHash),
    number: Number(block.header.number),
    timestamp: Number(block.header.timestamp),
    receipts,
    senders,
  };
}

export function encodeChainBlock({ block, receipts, senders }: ChainBlock): Uint8Array {
  const { number, timestamp } = block.header;
  return RLP.encode([number, timestamp, block.serialize(), receipts.map(encodeReceipt), senders.map(hexToBytes)]);
}

export function decodeChainBlock(bytes: Uint8Array, rules: ForkRules): ChainBlock {
  type Fields = [Uint8Array, Uint8Array, Uint8Array, Uint8Array[], Uint8Array[]];
  const [number, timestamp, rlp, receipts, rawSenders] = RLP.decode(bytes) as Fields;
  const common = rules.at(integer(number), integer(timestamp));
  const block = createBlockFromRLP(rlp, { common });
  const senders = rawSenders.map(bytesToHex);
  return chainBlock(block, decodeReceipts(receipts, block.transactions, senders), senders);
}

function integer(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(bytesToHex(bytes));
}
