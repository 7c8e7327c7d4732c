import type { BeaconConfig } from '@lodestar/config';
import { SLOTS_PER_EPOCH } from '@lodestar/params';
import { bytesToHex, type Hex } from '../../../lib/hex.ts';
import type { BlobsBundle } from '../../consensus/execution-payload.ts';
import type { SlotClock } from '../../consensus/slot-clock.ts';
import type { ChainStore } from '../store/chain-store.ts';
import { advanceState } from './advance-state.ts';
import type { BeaconState, ChainBlock } from './types.ts';

/** Post-states of this many newest blocks stay in memory; they share all that did not change between them. */
const STATES_IN_MEMORY = 8 * SLOTS_PER_EPOCH;
/** Blocks beyond these are read from the store. */
const BLOCKS_IN_MEMORY = 8 * SLOTS_PER_EPOCH;

const ZERO_ROOT: Hex = `0x${'00'.repeat(32)}`;

export interface Checkpoint {
  epoch: number;
  /** Of the block, or of the genesis block while the state says zero. */
  root: Hex;
}

export interface ChainHead {
  block: ChainBlock;
  state: BeaconState;
}

export interface Reorg {
  /** How many blocks the old head was above the common ancestor. */
  depth: number;
  oldHead: ChainBlock;
}

export interface BeaconChainOptions {
  config: BeaconConfig;
  clock: SlotClock;
  store: ChainStore;
  genesis: ChainHead;
  head: ChainHead;
}

/**
 * The blocks and states of one chain. There is no fork choice between strangers: whoever signs here is one of our own
 * validators, so the newest accepted block is the head.
 */
export class BeaconChain {
  readonly config: BeaconConfig;
  readonly clock: SlotClock;
  readonly store: ChainStore;
  readonly genesis: ChainHead;
  #head: ChainHead;
  #advanced: { root: Hex; slot: number; state: Promise<BeaconState> } | undefined;
  readonly #states = new Map<Hex, BeaconState>();
  readonly #blocks = new Map<Hex, ChainBlock>();
  readonly #headListeners = new Set<() => void>();

  constructor(options: BeaconChainOptions) {
    this.config = options.config;
    this.clock = options.clock;
    this.store = options.store;
    this.genesis = options.genesis;
    this.#head = options.head;
    this.#remember(options.head);
  }

  get head(): ChainHead {
    return this.#head;
  }

  /** Makes an accepted block the head. What it leaves behind, if it is not on top of the old head, is returned. */
  async setHead(block: ChainBlock, state: BeaconState, blobs: BlobsBundle): Promise<Reorg | undefined> {
    const old = this.#head.block;
    const abandoned = block.parentRoot === old.root ? [] : await this.#abandonedBy(block, old);
    await this.store.putHead(
      block,
      blobs,
      abandoned.map(({ slot }) => slot),
    );
    this.#head = { block, state };
    this.#remember(this.#head);
    for (const listener of this.#headListeners) listener();
    return abandoned.length === 0 ? undefined : { depth: abandoned.length, oldHead: old };
  }

  /** The head's state after empty slots up to `slot`. Computed once for each head and slot. */
  async advancedTo(slot: number): Promise<BeaconState> {
    const { block, state } = this.#head;
    if (this.#advanced?.root === block.root && this.#advanced.slot === slot) return this.#advanced.state;
    const before = this.#advanced;
    const from = before?.root === block.root && before.slot < slot ? await before.state : state;
    const advanced = { root: block.root, slot, state: advanceState(from, slot) };
    this.#advanced = advanced;
    advanced.state.catch(() => {
      if (this.#advanced === advanced) this.#advanced = undefined;
    });
    return advanced.state;
  }

  /** The state that a block of `slot` on top of `parentRoot` begins with; undefined for a parent that is not known. */
  async stateForChild(parentRoot: Hex, slot: number): Promise<BeaconState | undefined> {
    if (parentRoot === this.#head.block.root) return this.advancedTo(slot);
    const state = this.stateAfter(parentRoot);
    return state === undefined ? undefined : advanceState(state, slot);
  }

  /** The state after a block, while it is in memory. */
  stateAfter(root: Hex): BeaconState | undefined {
    return root === this.genesis.block.root ? this.genesis.state : this.#states.get(root);
  }

  /** A block in memory, canonical or not. */
  recentBlock(root: Hex): ChainBlock | undefined {
    return root === this.genesis.block.root ? this.genesis.block : this.#blocks.get(root);
  }

  /** A recent block of that slot, canonical or not. */
  recentBlockOfSlot(slot: number): ChainBlock | undefined {
    for (const block of this.#blocks.values()) if (block.slot === slot) return block;
    return undefined;
  }

  /** The state with this root, while it is in memory. */
  stateByRoot(root: Hex): BeaconState | undefined {
    const isIts = (block: ChainBlock) => block.stateRoot === root;
    const block = isIts(this.genesis.block) ? this.genesis.block : [...this.#blocks.values()].find(isIts);
    return block === undefined ? undefined : this.stateAfter(block.root);
  }

  /** The recent block on top of this one. */
  childOf(root: string): ChainBlock | undefined {
    for (const block of this.#blocks.values()) if (block.parentRoot === root) return block;
    return undefined;
  }

  async block(root: Hex): Promise<ChainBlock | undefined> {
    return this.recentBlock(root) ?? (await this.store.block(root));
  }

  /** The canonical block of exactly this slot. */
  async canonicalAt(slot: number): Promise<ChainBlock | undefined> {
    if (slot === 0) return this.genesis.block;
    if (slot > this.#head.block.slot) return undefined;
    const root = await this.store.rootAtSlot(slot);
    return root === undefined ? undefined : this.block(root);
  }

  /** The canonical block of this slot or the nearest one before it. */
  async canonicalAtOrBefore(slot: number): Promise<ChainBlock> {
    for (let candidate = Math.min(slot, this.#head.block.slot); candidate > 0; candidate--) {
      const block = await this.canonicalAt(candidate);
      if (block !== undefined) return block;
    }
    return this.genesis.block;
  }

  justified(state: BeaconState = this.#head.state): Checkpoint {
    const { epoch, root } = state.currentJustifiedCheckpoint;
    return this.#checkpoint(epoch, root);
  }

  finalized(state: BeaconState = this.#head.state): Checkpoint {
    const { epoch, root } = state.finalizedCheckpoint;
    return this.#checkpoint(epoch, root);
  }

  /** Execution block hash of a checkpoint; the zero hash as long as it is genesis. */
  async executionHashOf(checkpoint: Checkpoint): Promise<Hex> {
    if (checkpoint.root === this.genesis.block.root) return ZERO_ROOT;
    return (await this.block(checkpoint.root))?.executionHash ?? ZERO_ROOT;
  }

  /** Resolves with true when the head is at `slot` or later, with false at `deadlineMs` of the clock. */
  async waitForSlot(slot: number, deadlineMs: number, signal?: AbortSignal): Promise<boolean> {
    if (this.#head.block.slot >= slot) return true;
    const stop = new AbortController();
    const either = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
    const listener = () => {
      if (this.#head.block.slot >= slot) stop.abort();
    };
    this.#headListeners.add(listener);
    try {
      await this.clock.waitUntil(deadlineMs, either);
    } catch {
      signal?.throwIfAborted();
    } finally {
      this.#headListeners.delete(listener);
    }
    return this.#head.block.slot >= slot;
  }

  #checkpoint(epoch: number, root: Uint8Array): Checkpoint {
    const hex = bytesToHex(root);
    return { epoch, root: hex === ZERO_ROOT ? this.genesis.block.root : hex };
  }

  async #abandonedBy(block: ChainBlock, oldHead: ChainBlock): Promise<ChainBlock[]> {
    const parent = await this.block(block.parentRoot);
    const abandoned: ChainBlock[] = [];
    let cursor: ChainBlock | undefined = oldHead;
    while (cursor !== undefined && parent !== undefined && cursor.slot > parent.slot) {
      abandoned.push(cursor);
      cursor = await this.block(cursor.parentRoot);
    }
    return abandoned;
  }

  #remember({ block, state }: ChainHead): void {
    this.#blocks.set(block.root, block);
    this.#states.set(block.root, state);
    dropOldest(this.#blocks, BLOCKS_IN_MEMORY, new Set());
    dropOldest(this.#states, STATES_IN_MEMORY, new Set([this.justified(state).root, this.finalized(state).root]));
  }
}

function dropOldest<T>(map: Map<Hex, T>, limit: number, keep: Set<Hex>): void {
  for (const key of map.keys()) {
    if (map.size <= limit + keep.size) return;
    if (!keep.has(key)) map.delete(key);
  }
}
