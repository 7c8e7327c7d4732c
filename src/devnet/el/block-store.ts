import { bytesToHex, type Hex, hexToBytes } from '../../lib/hex.ts';
import { type ChainBlock, decodeChainBlock, encodeChainBlock } from './chain-block.ts';
import type { ForkRules } from './fork-rules.ts';
import type { Change, KeyValueStore } from './key-value-store.ts';

/** The blocks that the chain remembers by name. */
export type Pointer = 'genesis' | 'head' | 'safe' | 'finalized';

const BLOCK = 'b';
const CANONICAL = 'c';
const TRANSACTION = 't';
const POINTER = 'm';

/** Blocks with their receipts, which of them are canonical, and where each transaction is. */
export class BlockStore {
  readonly #store: KeyValueStore;
  readonly #rules: ForkRules;
  readonly #recent = new Map<Hex, ChainBlock>();
  readonly #capacity: number;
  #weight = 0;

  /** `capacity` counts blocks and their transactions. */
  constructor(store: KeyValueStore, rules: ForkRules, capacity = 10_000) {
    this.#store = store;
    this.#rules = rules;
    this.#capacity = capacity;
  }

  block(hash: Hex): ChainBlock | undefined {
    const recent = this.#recent.get(hash);
    if (recent !== undefined) return recent;
    const bytes = this.#store.get(BLOCK + hash);
    if (bytes === undefined) return undefined;
    const block = decodeChainBlock(bytes, this.#rules);
    this.remember(block);
    return block;
  }

  canonicalHash(number: number): Hex | undefined {
    const bytes = this.#store.get(CANONICAL + number);
    return bytes === undefined ? undefined : bytesToHex(bytes);
  }

  /** The canonical block that includes a transaction, and its index there. */
  transactionPlace(hash: Hex): { blockHash: Hex; index: number } | undefined {
    const bytes = this.#store.get(TRANSACTION + hash);
    if (bytes === undefined) return undefined;
    const index = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).readUInt32BE(32);
    return { blockHash: bytesToHex(bytes.subarray(0, 32)), index };
  }

  pointer(name: Pointer): Hex | undefined {
    const bytes = this.#store.get(POINTER + name);
    return bytes === undefined ? undefined : bytesToHex(bytes);
  }

  remember(block: ChainBlock): void {
    if (this.#recent.delete(block.hash)) this.#weight -= weightOf(block);
    this.#recent.set(block.hash, block);
    this.#weight += weightOf(block);
    for (const [hash, oldest] of this.#recent) {
      if (this.#weight <= this.#capacity || hash === block.hash) return;
      this.#recent.delete(hash);
      this.#weight -= weightOf(oldest);
    }
  }

  write(changes: Iterable<Change>): void {
    this.#store.write(changes);
  }

  static storeBlock(block: ChainBlock): Change {
    return [BLOCK + block.hash, encodeChainBlock(block)];
  }

  static point(name: Pointer, hash: Hex): Change {
    return [POINTER + name, hexToBytes(hash)];
  }

  static makeCanonical(block: ChainBlock): Change[] {
    const hash = hexToBytes(block.hash);
    const transactions = block.block.transactions.map((transaction, index): Change => {
      const place = Buffer.alloc(36);
      place.set(hash);
      place.writeUInt32BE(index, 32);
      return [TRANSACTION + bytesToHex(transaction.hash()), place];
    });
    return [[CANONICAL + block.number, hash], ...transactions];
  }

  static makeOrphan(block: ChainBlock): Change[] {
    const transactions = block.block.transactions.map((transaction): Change => {
      return [TRANSACTION + bytesToHex(transaction.hash()), undefined];
    });
    return [[CANONICAL + block.number, undefined], ...transactions];
  }
}

const BLOCK_WEIGHT = 10;

function weightOf({ block }: ChainBlock): number {
  return BLOCK_WEIGHT + block.transactions.length;
}
