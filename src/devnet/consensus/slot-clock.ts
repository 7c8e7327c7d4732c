import { setTimeout as sleep } from 'node:timers/promises';

/** The longest sleep between two looks at the clock: how late a jump of it can be noticed. */
const LONGEST_SLEEP_MS = 250;

export interface SlotClockOptions {
  /** Unix seconds. */
  genesisTime: number;
  /** SLOT_DURATION_MS of the chain. */
  slotMs: number;
  /** Milliseconds since 1970, as `Date.now`. */
  now?: () => number;
}

/** Slot arithmetic on wall-clock milliseconds. Before genesis slots are negative. */
export class SlotClock {
  readonly genesisMs: number;
  readonly slotMs: number;
  readonly now: () => number;

  constructor(options: SlotClockOptions) {
    this.genesisMs = options.genesisTime * 1000;
    this.slotMs = options.slotMs;
    this.now = options.now ?? Date.now;
  }

  currentSlot(): number {
    return this.slotAt(this.now());
  }

  slotAt(ms: number): number {
    return Math.floor((ms - this.genesisMs) / this.slotMs);
  }

  /** Unix milliseconds at which the slot begins. */
  startOf(slot: number): number {
    return this.genesisMs + slot * this.slotMs;
  }

  /** How far the clock is into this slot; negative before it. */
  msInto(slot: number): number {
    return this.now() - this.startOf(slot);
  }

  /**
   * Resolves when the clock has reached `ms`. Looks at the clock again and again, so that neither a jump of the clock
   * nor a sleeping laptop makes it late by more than a quarter of a second. Rejects when the signal aborts.
   */
  async waitUntil(ms: number, signal?: AbortSignal): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const rest = ms - this.now();
      if (rest <= 0) return;
      await sleep(Math.min(Math.ceil(rest), LONGEST_SLEEP_MS), undefined, signal === undefined ? {} : { signal });
    }
  }
}
