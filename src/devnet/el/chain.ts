import { EventEmitter } from 'node:events';
import { type Hex, hexToBytes } from '../../lib/hex.ts';
import { BlockStore } from './block-store.ts';
import type { ChainBlock } from './chain-block.ts';
import type { ForkRules } from './fork-rules.ts';
import type { KeyValueStore } from './key-value-store.ts';
import { StateVm } from './state-vm.ts';
import { StoredNodes } from './trie-nodes.ts';

/** The canonical chain has changed: blocks are oldest first, `removed` is what a reorganisation took away. */
export interface HeadChange {
  head: ChainBlock;
  added: ChainBlock[];
  removed: ChainBlock[];
}

export interface ForkchoiceState {
  head: Hex;
  safe: Hex | undefined;
  finalized: Hex | undefined;
}

/** The blocks known, which of them are canonical, and their states. Emits `head` with a `HeadChange`. */
export class Chain extends EventEmitter<{ head: [HeadChange] }> {
  readonly rules: ForkRules;
  readonly nodes: StoredNodes;
  readonly genesis: ChainBlock;
  head: ChainBlock;
  safe: ChainBlock | undefined;
  finalized: ChainBlock | undefined;
  readonly #blocks: BlockStore;

  private constructor(rules: ForkRules, nodes: StoredNodes, blocks: BlockStore, genesis: ChainBlock) {
    super();
    this.setMaxListeners(0);
    this.rules = rules;
    this.nodes = nodes;
    this.#blocks = blocks;
    this.genesis = genesis;
    this.head = this.#pointed('head') ?? genesis;
    this.safe = this.#pointed('safe');
    this.finalized = this.#pointed('finalized');
  }

  /** Opens the chain of a store, where `createGenesis` writes the first block of an empty one. */
  static async open(
    store: KeyValueStore,
    rules: ForkRules,
    createGenesis: (state: StateVm) => Promise<ChainBlock>,
  ): Promise<Chain> {
    const nodes = new StoredNodes(store);
    const blocks = new BlockStore(store, rules);
    const known = blocks.pointer('genesis');
    const stored = known === undefined ? undefined : blocks.block(known);
    if (stored !== undefined) return new Chain(rules, nodes, blocks, stored);
    const state = await StateVm.create(rules, nodes, () => new Uint8Array(32));
    const genesis = await createGenesis(state);
    blocks.remember(genesis);
    blocks.write([
      ...nodes.adopt(state.nodes.take()),
      BlockStore.storeBlock(genesis),
      ...BlockStore.makeCanonical(genesis),
      BlockStore.point('genesis', genesis.hash),
      BlockStore.point('head', genesis.hash),
    ]);
    return new Chain(rules, nodes, blocks, genesis);
  }

  /** Calls the listener for every change of the head. The result ends that. */
  onHead(listener: (change: HeadChange) => void): () => void {
    this.on('head', listener);
    return () => this.off('head', listener);
  }

  block(hash: Hex): ChainBlock | undefined {
    return this.#blocks.block(hash);
  }

  canonical(number: number): ChainBlock | undefined {
    if (number > this.head.number || number < 0) return undefined;
    if (number === this.head.number) return this.head;
    const hash = this.#blocks.canonicalHash(number);
    return hash === undefined ? undefined : this.#blocks.block(hash);
  }

  isCanonical(block: ChainBlock): boolean {
    return block.number <= this.head.number && this.#blocks.canonicalHash(block.number) === block.hash;
  }

  /** Where a transaction is on the canonical chain. */
  transaction(hash: Hex): { at: ChainBlock; index: number } | undefined {
    const place = this.#blocks.transactionPlace(hash);
    const at = place === undefined ? undefined : this.#blocks.block(place.blockHash);
    return place === undefined || at === undefined ? undefined : { at, index: place.index };
  }

  /** Keeps an executed block together with the trie nodes it added. The head stays where it is. */
  add(block: ChainBlock, nodes: ReadonlyMap<string, Uint8Array>): void {
    this.#blocks.remember(block);
    this.#blocks.write([...this.nodes.adopt(nodes), BlockStore.storeBlock(block)]);
  }

  /** Whether `ancestor` lies on the branch that ends in `tip` (or is it). */
  isAncestor(ancestor: ChainBlock, tip: ChainBlock): boolean {
    return this.#ancestor(tip, ancestor.number)?.hash === ancestor.hash;
  }

  /** Moves the head to a known block and remembers the safe and finalized ones. Listeners run before it returns. */
  setHead(head: ChainBlock, safe: ChainBlock | undefined, finalized: ChainBlock | undefined): void {
    const added: ChainBlock[] = [];
    let joint = head;
    while (!this.isCanonical(joint)) {
      added.unshift(joint);
      joint = this.#parent(joint);
    }
    const removed: ChainBlock[] = [];
    for (let number = joint.number + 1; number <= this.head.number; number++) {
      const block = this.canonical(number);
      if (block !== undefined) removed.push(block);
    }
    const moved = head.hash !== this.head.hash;
    this.head = head;
    this.safe = safe ?? this.safe;
    this.finalized = finalized ?? this.finalized;
    this.#blocks.write([
      ...removed.flatMap((block) => BlockStore.makeOrphan(block)),
      ...added.flatMap((block) => BlockStore.makeCanonical(block)),
      BlockStore.point('head', head.hash),
      ...(safe === undefined ? [] : [BlockStore.point('safe', safe.hash)]),
      ...(finalized === undefined ? [] : [BlockStore.point('finalized', finalized.hash)]),
    ]);
    if (moved) this.emit('head', { head, added, removed });
  }

  /** The hash at a height of the branch that ends in `tip`; what the BLOCKHASH instruction asks for. */
  readonly hashOnBranch = (tip: Hex, number: number): Uint8Array => {
    const block = this.#blocks.block(tip);
    const ancestor = block === undefined ? undefined : this.#ancestor(block, number);
    return ancestor === undefined ? new Uint8Array(32) : hexToBytes(ancestor.hash);
  };

  #ancestor(tip: ChainBlock, number: number): ChainBlock | undefined {
    let block: ChainBlock | undefined = tip;
    while (block !== undefined && block.number > number) {
      if (this.isCanonical(block)) return this.canonical(number);
      block = this.#blocks.block(block.parentHash);
    }
    return block?.number === number ? block : undefined;
  }

  #parent(block: ChainBlock): ChainBlock {
    const parent = this.#blocks.block(block.parentHash);
    if (parent === undefined) throw new Error(`the parent of block ${block.number} is missing from the data folder`);
    return parent;
  }

  #pointed(name: 'head' | 'safe' | 'finalized'): ChainBlock | undefined {
    const hash = this.#blocks.pointer(name);
    return hash === undefined ? undefined : this.#blocks.block(hash);
  }
}
