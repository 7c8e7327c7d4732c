import { setTimeout as sleep } from 'node:timers/promises';

/** Pauses between tries: twice as long each time, up to a limit, and never quite the same as those of others. */
export class BackOff {
  readonly #first: number;
  readonly #longest: number;
  #failures = 0;

  /** Milliseconds. */
  constructor(first: number, longest: number) {
    this.#first = first;
    this.#longest = longest;
  }

  /** How often `pause` was called since the last success. */
  get failures(): number {
    return this.#failures;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** Resolves after the pause, or at once when `signal` aborts. */
  async pause(signal: AbortSignal): Promise<void> {
    const pause = Math.min(this.#longest, this.#first * 2 ** this.#failures++);
    await sleep(pause * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
  }
}
