import { formatDuration } from '../../lib/duration.ts';

/** What a look at the chain gave: its head, and when slot 0 is or was. */
export interface Observation {
  /** Block number of an execution client, slot of a beacon node. */
  head: number;
  /** Unix milliseconds, if the chain tells. */
  genesisMs: number | undefined;
}

export type Verdict = { ready: true; head: number; ageMs: number } | { ready: false; head?: number; reason: string };

/** How long after a block is due it may still be missing. */
const TOLERANCE_MS = 1000;

/**
 * Judges a chain by its last observations: it is ready from the first answer on (block 0 counts), and no longer when
 * the block time and a second have passed without a new head, or when it no longer answers.
 */
export class Freshness {
  readonly #blockTimeMs: number;
  #seen: { head: number; sinceMs: number; dueMs: number } | undefined;
  #failure: string | undefined = 'the chain has not been asked yet';

  constructor(blockTimeMs: number) {
    this.#blockTimeMs = blockTimeMs;
  }

  observe(observation: Observation, nowMs: number): void {
    this.#failure = undefined;
    if (this.#seen?.head === observation.head) return;
    // Nothing can follow block 0 before the first slot: until then its age says nothing.
    const first = observation.head === 0 ? (observation.genesisMs ?? nowMs) + this.#blockTimeMs : nowMs;
    const dueMs = Math.max(first, nowMs) + this.#blockTimeMs + TOLERANCE_MS;
    this.#seen = { head: observation.head, sinceMs: nowMs, dueMs };
  }

  fail(reason: string): void {
    this.#failure = reason;
  }

  verdict(nowMs: number): Verdict {
    const head = this.#seen === undefined ? {} : { head: this.#seen.head };
    if (this.#failure !== undefined) return { ready: false, reason: this.#failure, ...head };
    if (this.#seen === undefined) return { ready: false, reason: 'no block seen yet' };
    const ageMs = Math.max(0, nowMs - this.#seen.sinceMs);
    if (nowMs <= this.#seen.dueMs) return { ready: true, head: this.#seen.head, ageMs };
    const limit = formatDuration(this.#blockTimeMs);
    return { ready: false, reason: `no new block for ${formatDuration(ageMs)} (block time ${limit})`, ...head };
  }
}
