import type { Hex } from '../../../lib/hex.ts';

const CAPACITY = 512;

interface InvalidBlock {
  latestValidHash: Hex | null;
  reason: string;
}

/** Blocks that were found invalid, so that whatever is built on them is known to be invalid, too. */
export class InvalidBlocks {
  readonly #blocks = new Map<Hex, InvalidBlock>();

  add(hash: Hex, latestValidHash: Hex | null, reason: string): void {
    this.#blocks.set(hash, { latestValidHash, reason });
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= CAPACITY) return;
      this.#blocks.delete(oldest);
    }
  }

  get(hash: Hex): InvalidBlock | undefined {
    return this.#blocks.get(hash);
  }
}
