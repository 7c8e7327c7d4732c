import type { VM } from '@ethereumjs/vm';
import type { Chain } from './chain.ts';
import type { ChainBlock } from './chain-block.ts';
import { Lock } from './lock.ts';
import { StateVm } from './state-vm.ts';

/** Runs what must leave no trace (calls, estimates) on the state after a block, one at a time. */
export class Simulator {
  readonly #chain: Chain;
  readonly #lock = new Lock();
  #state: StateVm | undefined;

  constructor(chain: Chain) {
    this.#chain = chain;
  }

  at<T>({ block, hash, number, timestamp }: ChainBlock, task: (vm: VM) => Promise<T>): Promise<T> {
    return this.#lock.run(async () => {
      const state = this.#state ?? (await this.fresh());
      // Taken away until the end: whatever is thrown leaves checkpoints behind, and the machine is not used again.
      this.#state = undefined;
      await state.moveTo({ stateRoot: block.header.stateRoot, tip: hash, number, timestamp });
      const result = await withoutTrace(state.vm, () => task(state.vm));
      state.nodes.take();
      this.#state = state;
      return result;
    });
  }

  /** A machine for one use. */
  fresh(): Promise<StateVm> {
    return StateVm.create(this.#chain.rules, this.#chain.nodes, this.#chain.hashOnBranch);
  }
}

/** Runs and takes back every change. */
export async function withoutTrace<T>(vm: VM, task: () => Promise<T>): Promise<T> {
  await vm.stateManager.checkpoint();
  const result = await task();
  await vm.stateManager.revert();
  vm.stateManager.originalStorageCache.clear();
  return result;
}
