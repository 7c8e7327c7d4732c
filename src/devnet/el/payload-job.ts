import { messageOf } from '../../lib/errors.ts';
import type { Hex } from '../../lib/hex.ts';
import type { Logger } from '../../lib/log.ts';
import type { Chain } from './chain.ts';
import type { ChainBlock } from './chain-block.ts';
import { type BuiltPayload, type PayloadAttributes, PayloadDraft, SpoiltDraftError } from './payload-draft.ts';
import type { Pool } from './pool.ts';
import { StateVm } from './state-vm.ts';

/** One round of adding transactions, after which there is a complete block again. Milliseconds. */
const ROUND = 60;
/** What may still be added once the payload is asked for. Beacon nodes give the call one second in all. */
const LAST_ROUNDS = 150;
/** When to hand over what there is although a round is still running. */
const PATIENCE = 400;
/** Up to here a new transaction means building again in price order; beyond, it is added at the end. */
const CHEAP_TO_REBUILD = 64;

/** Builds one payload, at once and then better and better, until it is asked for, large and full, or stopped. */
export class PayloadJob {
  readonly parent: ChainBlock;
  readonly #chain: Chain;
  readonly #pool: Pool;
  readonly #attributes: PayloadAttributes;
  readonly #log: Logger;
  readonly #failed = new Set<Hex>();
  /** When the last round is over. */
  readonly finished: Promise<void>;
  readonly #first = Promise.withResolvers<void>();
  #best: BuiltPayload | undefined;
  #failure: unknown;
  #state: StateVm | undefined;
  #draft: PayloadDraft | undefined;
  #fresh = true;
  #stopped = false;
  #taken = false;
  #deadline = Number.POSITIVE_INFINITY;
  #wake = () => {};

  /** `best` is an earlier result to improve on. */
  constructor(
    chain: Chain,
    pool: Pool,
    parent: ChainBlock,
    attributes: PayloadAttributes,
    log: Logger,
    best?: BuiltPayload,
  ) {
    this.#chain = chain;
    this.#pool = pool;
    this.parent = parent;
    this.#attributes = attributes;
    this.#log = log;
    this.#best = best;
    this.finished = this.#work();
  }

  /** The best complete payload, and the end of the work on it. Rejects only if not even an empty one could be built. */
  async take(): Promise<BuiltPayload> {
    this.#taken = true;
    this.#deadline = Math.min(this.#deadline, performance.now() + LAST_ROUNDS);
    this.#wake();
    await Promise.race([this.finished, delay(PATIENCE)]);
    this.stop();
    if (this.#best === undefined) await this.#first.promise;
    if (this.#best === undefined) throw this.#failure;
    return this.#best;
  }

  /** Ends the work; what there is stays available. */
  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  get isTaken(): boolean {
    return this.#taken;
  }

  /** The best block so far, for those who only look. */
  get best(): BuiltPayload | undefined {
    return this.#best;
  }

  async #work(): Promise<void> {
    const onPending = () => {
      this.#fresh = true;
      this.#wake();
    };
    this.#pool.on('pending', onPending);
    try {
      // An empty block first: from here on there is always something to hand over.
      if (this.#best === undefined) await this.#round(0);
      this.#first.resolve();
      while (!this.#isOver()) await this.#improve();
    } finally {
      this.#pool.off('pending', onPending);
      this.#state = undefined;
      this.#draft = undefined;
      this.#first.resolve();
    }
  }

  async #improve(): Promise<void> {
    if (!this.#fresh) {
      if (this.#deadline !== Number.POSITIVE_INFINITY) this.stop();
      else await this.#sleep();
      return;
    }
    const started = performance.now();
    await this.#round(Math.min(started + ROUND, this.#deadline));
    // When it begins anew with every transaction, no more than half of the time goes into that.
    if (this.#draft === undefined && !this.#isOver()) await this.#sleep(performance.now() - started);
  }

  /** Adds transactions until `until` and seals. A failure costs this round only. */
  async #round(until: number): Promise<void> {
    this.#fresh = false;
    try {
      const draft = this.#draft ?? (await this.#begin());
      this.#draft = undefined;
      const before = draft.size;
      const more = until === 0 ? this.#pool.size > 0 : await draft.extend(this.#pool, until, this.#failed);
      if (more) this.#fresh = true;
      const large = draft.size > CHEAP_TO_REBUILD;
      const open = until > 0 && !draft.isFull && (more || large);
      const worthwhile = this.#best === undefined || draft.size > before;
      if (worthwhile) this.#offer(await draft.seal(open));
      if (open) this.#draft = draft;
      else if (large) this.stop();
      // A draft that is given up leaves its checkpoint open: whatever came next would be lost with it.
      if (!open && !worthwhile) this.#state = undefined;
    } catch (error) {
      this.#log.warn('payload round failed', { parent: this.parent.hash, error: messageOf(error) });
      this.#failure = error;
      this.#fresh = error instanceof SpoiltDraftError;
      this.#state = undefined;
      this.#draft = undefined;
    }
    this.#first.resolve();
  }

  async #begin(): Promise<PayloadDraft> {
    this.#state ??= await StateVm.create(this.#chain.rules, this.#chain.nodes, this.#chain.hashOnBranch);
    return PayloadDraft.begin(this.#chain, this.parent, this.#attributes, this.#state);
  }

  /** Half of a rebuilt block may be worth less than the whole of the one before. */
  #offer(built: BuiltPayload): void {
    const best = this.#best;
    if (best !== undefined && (this.#stopped || built.value < best.value)) return;
    this.#best = built;
  }

  #isOver(): boolean {
    return this.#stopped || performance.now() >= this.#deadline;
  }

  /** Until something happens; with `atLeast`, until then at the latest and new transactions do not shorten it. */
  async #sleep(atLeast?: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = atLeast === undefined ? undefined : setTimeout(resolve, atLeast);
      this.#wake = () => {
        const urgent = this.#stopped || this.#deadline !== Number.POSITIVE_INFINITY;
        if (timer !== undefined && !urgent) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
