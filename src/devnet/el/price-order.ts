import { effectiveTip, type PooledTransaction } from './pooled-transaction.ts';

/** The next transaction of a sender after one of its own. */
export type Successor = (included: PooledTransaction) => PooledTransaction | undefined;

/**
 * Transactions by what they pay, each sender's by nonce, equals by arrival: a heap of the first of each sender.
 * `take` the best, then `include` it, which brings in its successor; without that its sender is done.
 */
export class PriceOrder {
  readonly #heap: PooledTransaction[] = [];
  readonly #baseFee: bigint;
  readonly #successor: Successor;

  constructor(firsts: Iterable<PooledTransaction>, baseFee: bigint, successor: Successor) {
    this.#baseFee = baseFee;
    this.#successor = successor;
    for (const first of firsts) this.#push(first);
  }

  take(): PooledTransaction | undefined {
    const [best] = this.#heap;
    const last = this.#heap.pop();
    if (best !== undefined && last !== undefined && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink(0);
    }
    return best;
  }

  include(pooled: PooledTransaction): void {
    const successor = this.#successor(pooled);
    if (successor !== undefined) this.#push(successor);
  }

  #push(pooled: PooledTransaction): void {
    if (effectiveTip(pooled, this.#baseFee) < 0n) return;
    this.#heap.push(pooled);
    this.#rise(this.#heap.length - 1);
  }

  #rise(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfBetter(index, parent)) return;
      index = parent;
    }
  }

  #sink(start: number): void {
    let index = start;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      const child = this.#better(right, left) ? right : left;
      if (!this.#swapIfBetter(child, index)) return;
      index = child;
    }
  }

  #swapIfBetter(lower: number, upper: number): boolean {
    const [a, b] = [this.#heap[lower], this.#heap[upper]];
    if (a === undefined || b === undefined || !this.#better(lower, upper)) return false;
    this.#heap[upper] = a;
    this.#heap[lower] = b;
    return true;
  }

  #better(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a === undefined || b === undefined) return a !== undefined;
    const difference = effectiveTip(a, this.#baseFee) - effectiveTip(b, this.#baseFee);
    return difference === 0n ? a.arrival < b.arrival : difference > 0n;
  }
}
