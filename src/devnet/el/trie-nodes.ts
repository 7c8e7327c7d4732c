import type { BatchDBOp, DB } from '@ethereumjs/util';
import type { Change, KeyValueStore } from './key-value-store.ts';

/** Where trie nodes and contract code are read, by the hash in hex. */
export interface NodeSource {
  read(key: string): Uint8Array | undefined;
}

const PREFIX = 'n';

/** Nodes on the disk, with the most recently used ones in memory. Nothing is ever pruned: every state can be asked. */
export class StoredNodes implements NodeSource {
  readonly #store: KeyValueStore;
  readonly #capacity: number;
  #young = new Map<string, Uint8Array>();
  #old = new Map<string, Uint8Array>();

  constructor(store: KeyValueStore, capacity = 25_000) {
    this.#store = store;
    this.#capacity = capacity;
  }

  read(key: string): Uint8Array | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const value = this.#old.get(key) ?? this.#store.get(PREFIX + key);
    if (value !== undefined) this.#remember(key, value);
    return value;
  }

  /** The changes that store these nodes, to be written together with their block. */
  adopt(nodes: ReadonlyMap<string, Uint8Array>): Change[] {
    const changes: Change[] = [];
    for (const [key, value] of nodes) {
      changes.push([PREFIX + key, value]);
      this.#remember(key, value);
    }
    return changes;
  }

  /** Two generations instead of a list of uses: a node that is not asked for during a whole generation is dropped. */
  #remember(key: string, value: Uint8Array): void {
    this.#young.set(key, value);
    if (this.#young.size < this.#capacity) return;
    this.#old = this.#young;
    this.#young = new Map();
  }
}

/** New nodes on top of a source, as a database for the library's trie. Kept until the block they belong to is stored. */
export class NodeOverlay implements NodeSource, DB<string, Uint8Array> {
  readonly #below: NodeSource;
  #nodes = new Map<string, Uint8Array>();

  constructor(below: NodeSource) {
    this.#below = below;
  }

  read(key: string): Uint8Array | undefined {
    return this.#nodes.get(key) ?? this.#below.read(key);
  }

  /** What was written since the last `take`; it grows with further writes. */
  get written(): ReadonlyMap<string, Uint8Array> {
    return this.#nodes;
  }

  /** Hands over what was written and forgets it. */
  take(): Map<string, Uint8Array> {
    const nodes = this.#nodes;
    this.#nodes = new Map();
    return nodes;
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    return this.read(key);
  }

  async put(key: string, value: Uint8Array): Promise<void> {
    this.#nodes.set(key, value);
  }

  /** Nodes are found by their hash: one that is no longer reachable harms nobody. */
  async del(): Promise<void> {}

  async batch(operations: BatchDBOp<string, Uint8Array>[]): Promise<void> {
    for (const operation of operations) {
      if (operation.type === 'put') this.#nodes.set(operation.key, operation.value);
    }
  }

  shallowCopy(): NodeOverlay {
    return this;
  }

  async open(): Promise<void> {}
}
