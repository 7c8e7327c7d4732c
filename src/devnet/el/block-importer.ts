import type { Block } from '@ethereumjs/block';
import type { Hex } from '../../lib/hex.ts';
import type { Chain } from './chain.ts';
import type { ChainBlock } from './chain-block.ts';
import { executeBlock } from './execute-block.ts';
import { Lock } from './lock.ts';
import { StateVm } from './state-vm.ts';

/** Executes blocks made elsewhere and adds the valid ones to the chain. */
export class BlockImporter {
  readonly #chain: Chain;
  readonly #lock = new Lock();
  #state: StateVm | undefined;

  constructor(chain: Chain) {
    this.#chain = chain;
  }

  /** Throws `InvalidBlockError`. */
  import(block: Block, parent: ChainBlock, senderHints?: ReadonlyMap<string, Hex>): Promise<ChainBlock> {
    return this.#lock.run(async () => {
      const { rules, nodes, hashOnBranch } = this.#chain;
      const state = this.#state ?? (await StateVm.create(rules, nodes, hashOnBranch));
      // Taken away until it has proved itself: a machine that has thrown is not used again.
      this.#state = undefined;
      const executed = await executeBlock(this.#chain, state, block, parent, senderHints);
      this.#chain.add(executed, state.nodes.take());
      this.#state = state;
      return executed;
    });
  }
}
