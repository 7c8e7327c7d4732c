import type { Hex } from '../../../lib/hex.ts';

/** Who gets the fees of a block: what was asked for its proposer, or the default. */
export class FeeRecipients {
  readonly #fallback: Hex;
  readonly #byIndex = new Map<number, Hex>();

  constructor(fallback: Hex) {
    this.#fallback = fallback;
  }

  set(validatorIndex: number, feeRecipient: Hex): void {
    this.#byIndex.set(validatorIndex, feeRecipient);
  }

  of(validatorIndex: number): Hex {
    return this.#byIndex.get(validatorIndex) ?? this.#fallback;
  }
}
