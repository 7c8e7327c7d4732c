import type { Common } from '@ethereumjs/common';
import type { EVMMockBlockchainInterface } from '@ethereumjs/evm';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { Caches } from '@ethereumjs/statemanager';
import { equalsBytes, ValueEncoding } from '@ethereumjs/util';
import { createVM, type VM } from '@ethereumjs/vm';
import type { Hex } from '../../lib/hex.ts';
import { CarefulStateManager } from './careful-state-manager.ts';
import { CUSTOM_OPCODES } from './custom-opcodes.ts';
import type { ForkRules } from './fork-rules.ts';
import { NodeOverlay, type NodeSource } from './trie-nodes.ts';

/** The block hash at a height, on the branch that ends in `tip`; for the BLOCKHASH instruction. */
export type HashOnBranch = (tip: Hex, number: number) => Uint8Array;

/** Where an execution starts: a state, on a branch, under the rules of a block. */
export interface StateAnchor {
  stateRoot: Uint8Array;
  tip: Hex;
  number: number;
  timestamp: number;
}

const MAX_CACHED_BLOCKS = 64;

/**
 * A virtual machine with a state and caches of its own. New trie nodes collect in `nodes` until somebody takes them.
 *
 * After anything unexpected was thrown, abandon the machine: its checkpoints and caches can no longer be trusted, and
 * it would judge valid blocks invalid from then on.
 */
export class StateVm {
  readonly vm: VM;
  readonly nodes: NodeOverlay;
  readonly #caches: Caches;
  readonly #chain: BranchView;
  #blocksCached = 0;

  /** How many checkpoints are open. */
  get depth(): number {
    return (this.vm.stateManager as CarefulStateManager).depth;
  }

  private constructor(vm: VM, nodes: NodeOverlay, caches: Caches, chain: BranchView) {
    this.vm = vm;
    this.nodes = nodes;
    this.#caches = caches;
    this.#chain = chain;
  }

  static async create(rules: ForkRules, below: NodeSource, hashOnBranch: HashOnBranch): Promise<StateVm> {
    const common = rules.mutable();
    const nodes = new NodeOverlay(below);
    // Ordered maps, because they never evict: the library's LRU caches drop changes that were not written yet.
    const caches = new Caches();
    const stateManager = new CarefulStateManager({ common, caches, trie: stateTrie(nodes, common) });
    const blockchain = new BranchView(hashOnBranch);
    const vm = await createVM({
      common,
      stateManager,
      blockchain,
      evmOpts: {
        common,
        stateManager,
        blockchain,
        customPrecompiles: rules.precompiles,
        customOpcodes: CUSTOM_OPCODES,
      },
    });
    return new StateVm(vm, nodes, caches, blockchain);
  }

  /** Throws when the state is not known. */
  async moveTo(anchor: StateAnchor): Promise<void> {
    this.vm.common.setHardforkBy({ blockNumber: BigInt(anchor.number), timestamp: BigInt(anchor.timestamp) });
    this.#chain.tip = anchor.tip;
    const moves = !equalsBytes(await this.vm.stateManager.getStateRoot(), anchor.stateRoot);
    this.#blocksCached += 1;
    const clear = moves || this.#blocksCached > MAX_CACHED_BLOCKS;
    if (clear) this.#blocksCached = 0;
    if (moves) await this.vm.stateManager.setStateRoot(anchor.stateRoot, true);
    else if (clear) this.#caches.clear();
  }
}

/** Read access to one state, without caches: cheap to make, never in anybody's way. */
export function readState(rules: Common, below: NodeSource, stateRoot: Uint8Array): CarefulStateManager {
  const trie = stateTrie(new NodeOverlay(below), rules);
  trie.root(stateRoot);
  return new CarefulStateManager({ common: rules, trie });
}

function stateTrie(nodes: NodeOverlay, common: Common): MerklePatriciaTrie {
  return new MerklePatriciaTrie({ db: nodes, useKeyHashing: true, common, valueEncoding: ValueEncoding.Bytes });
}

class BranchView implements EVMMockBlockchainInterface {
  tip: Hex = '0x';
  readonly #hashOnBranch: HashOnBranch;

  constructor(hashOnBranch: HashOnBranch) {
    this.#hashOnBranch = hashOnBranch;
  }

  async getBlock(number: number): Promise<{ hash(): Uint8Array }> {
    const hash = this.#hashOnBranch(this.tip, number);
    return { hash: () => hash };
  }

  async putBlock(): Promise<void> {}

  shallowCopy(): this {
    return this;
  }
}
