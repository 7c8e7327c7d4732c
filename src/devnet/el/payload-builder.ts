import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { bytesToHex, type Hex } from '../../lib/hex.ts';
import type { Logger } from '../../lib/log.ts';
import type { Chain } from './chain.ts';
import type { ChainBlock } from './chain-block.ts';
import { withdrawalToJson } from './engine/payload.ts';
import type { BuiltPayload, PayloadAttributes } from './payload-draft.ts';
import { PayloadJob } from './payload-job.ts';
import type { Pool } from './pool.ts';

const MAX_JOBS = 16;
const MAX_HANDED_OUT = 32;
/** A long transaction is not waited for. Milliseconds. */
const STOP_PATIENCE = 150;
const KEPT_BLOCKS = 2;

/** The payloads being built, by id. Several may be built on one parent: beacon node and builders share this client. */
export class PayloadBuilder {
  readonly #chain: Chain;
  readonly #pool: Pool;
  readonly #log: Logger;
  readonly #jobs = new Map<Hex, PayloadJob>();
  readonly #working = new Set<PayloadJob>();
  readonly #handedOut = new Map<Hex, BuiltPayload>();

  constructor(chain: Chain, pool: Pool, log: Logger) {
    this.#chain = chain;
    this.#pool = pool;
    this.#log = log;
    chain.on('head', ({ head }) => this.#follow(head));
  }

  /**
   * Begins at once. The same parent and attributes have the same id; when that payload was taken already, work on it
   * goes on from there.
   */
  start(parent: ChainBlock, attributes: PayloadAttributes): Hex {
    const id = payloadId(parent, attributes);
    const known = this.#jobs.get(id);
    if (known !== undefined && !known.isTaken) return id;
    this.#jobs.delete(id);
    const started = new PayloadJob(this.#chain, this.#pool, parent, attributes, this.#log, known?.best);
    this.#jobs.set(id, started);
    this.#working.add(started);
    void started.finished.then(() => this.#working.delete(started));
    for (const [oldest, job] of this.#jobs) {
      if (this.#jobs.size <= MAX_JOBS) break;
      job.stop();
      this.#jobs.delete(oldest);
    }
    return id;
  }

  /** The payload, or nothing for an id that is unknown or long gone. */
  async take(id: Hex): Promise<BuiltPayload | undefined> {
    const built = await this.#jobs.get(id)?.take();
    if (built === undefined) return undefined;
    this.#handedOut.set(built.block.hash, built);
    for (const oldest of this.#handedOut.keys()) {
      if (this.#handedOut.size <= MAX_HANDED_OUT) break;
      this.#handedOut.delete(oldest);
    }
    return built;
  }

  /** A payload that was handed out and comes back: it need not be executed again. */
  known(hash: Hex): BuiltPayload | undefined {
    return this.#handedOut.get(hash);
  }

  /** The block that is being built on the head, if there is one. */
  pending(): ChainBlock | undefined {
    const jobs = [...this.#jobs.values()].filter(({ parent }) => parent.hash === this.#chain.head.hash);
    return jobs.at(-1)?.best?.block;
  }

  /** Work on another head ends; what belongs to the past is let go, with its trie nodes. */
  #follow(head: ChainBlock): void {
    for (const [id, job] of this.#jobs) {
      if (job.parent.hash !== head.hash) job.stop();
      if (job.parent.number < head.number - KEPT_BLOCKS) this.#jobs.delete(id);
    }
    for (const [hash, { block }] of this.#handedOut) {
      if (block.number < head.number - KEPT_BLOCKS) this.#handedOut.delete(hash);
    }
  }

  /** Ends all work, so that the store can be closed under it. */
  async stop(): Promise<void> {
    for (const job of this.#working) job.stop();
    const finished = Promise.all([...this.#working].map((job) => job.finished));
    await Promise.race([finished, delay(STOP_PATIENCE, undefined, { ref: false })]);
  }
}

function payloadId(parent: ChainBlock, attributes: PayloadAttributes): Hex {
  const withdrawals = attributes.withdrawals.map(withdrawalToJson);
  const content = JSON.stringify([parent.hash, { ...attributes, withdrawals }]);
  const digest = createHash('sha256').update(content).digest();
  // The first byte is the version of the attributes, as in geth.
  digest[0] = 3;
  return bytesToHex(digest.subarray(0, 8));
}
