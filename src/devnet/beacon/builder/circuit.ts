/** Failures in a row after which the builder is left alone for a while. */
const FAILURES_TO_OPEN = 3;
const SLOTS_OPEN = 4;

/** Keeps a builder that fails again and again from delaying every block. */
export class Circuit {
  #failures = 0;
  #closedFrom = 0;

  /** Whether the builder may be asked in this slot. */
  allows(slot: number): boolean {
    return slot >= this.#closedFrom;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** Returns the slot in which the builder is asked again, if this failure was one too many. */
  failed(slot: number): number | undefined {
    this.#failures += 1;
    if (this.#failures < FAILURES_TO_OPEN) return undefined;
    this.#failures = 0;
    this.#closedFrom = slot + 1 + SLOTS_OPEN;
    return this.#closedFrom;
  }
}
