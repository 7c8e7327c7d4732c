import { setTimeout as sleep } from 'node:timers/promises';
import type { SecretKey } from '@chainsafe/blst';
import { messageOf } from '../../lib/errors.ts';
import type { Hex } from '../../lib/hex.ts';
import type { Logger } from '../../lib/log.ts';
import { builderDomain } from '../consensus/builder-domain.ts';
import type { EngineClient } from '../consensus/engine-client.ts';
import type { PayloadAttributesEvent } from '../relay/attributes-book.ts';
import { type ChainSpec, forkAt, type PayloadFork } from '../relay/chain-spec.ts';
import type { Submission } from '../relay/submission-types.ts';
import { beginPayload } from './begin-payload.ts';
import { bidTimes } from './bid-times.ts';
import { goesOnAfterTake } from './goes-on.ts';
import { makeSubmission } from './make-submission.ts';
import { BidRefused, type RelayClient, type UpcomingProposer } from './relay-client.ts';

/** The relay hears of new attributes when we do: it may need a moment more. */
const TOO_EARLY = 'payload attributes not (yet) known';
const RETRIES = 10;
const RETRY_PAUSE_MS = 30;

export interface SampleBuilderOptions {
  spec: ChainSpec;
  engine: EngineClient;
  relay: RelayClient;
  secret: SecretKey;
  /** Part of a block's value that is bid, in hundredths: below 100 it is kept, above it is only claimed. */
  bidPercent: number;
  log: Logger;
  signal: AbortSignal;
}

interface Job {
  slot: number;
  parentHash: string;
  fork: PayloadFork;
  cancelled: AbortController;
}

/** Bids for each slot whose proposer has registered: what the execution client builds, paid to the proposer. */
export class SampleBuilder {
  readonly #options: SampleBuilderOptions;
  readonly #domain: Uint8Array;
  readonly #jobs = new Map<number, Job>();
  #failing = false;

  constructor(options: SampleBuilderOptions) {
    this.#options = options;
    this.#domain = builderDomain(options.spec.genesisForkVersion);
  }

  /** Takes up an announced slot, unless it is taken up already. A new parent for the same slot replaces the old one. */
  announce(event: PayloadAttributesEvent): void {
    const { spec, signal, log } = this.#options;
    const slot = Number(event.data.proposal_slot);
    const parentHash = event.data.parent_block_hash.toLowerCase();
    const present = this.#jobs.get(slot);
    if (present?.parentHash === parentHash) return;
    present?.cancelled.abort();
    const fork = forkAt(spec, slot)?.fork;
    if (fork === undefined) return;
    for (const known of this.#jobs.keys()) if (known < slot - 1) this.#jobs.delete(known);
    const job = { slot, parentHash, fork, cancelled: new AbortController() };
    this.#jobs.set(slot, job);
    this.#bid(job, event, AbortSignal.any([signal, job.cancelled.signal])).then(
      () => this.#note(true),
      (error) => {
        if (job.cancelled.signal.aborted || signal.aborted) return;
        // The next event of the same slot may have more luck.
        this.#jobs.delete(slot);
        if (error instanceof BidRefused) log.warn('bid refused', { slot, reason: error.message });
        else this.#note(false, messageOf(error));
      },
    );
  }

  async #bid(job: Job, event: PayloadAttributesEvent, signal: AbortSignal): Promise<void> {
    const { spec, engine, relay, log } = this.#options;
    const { slot } = job;
    const announcedMs = spec.clock.now();
    const proposer = await relay.proposerOf(slot);
    if (proposer === undefined) return log.debug('the proposer takes no bids', { slot });
    const begin = () => beginPayload(engine, event, proposer.entry.message.fee_recipient);
    let payloadId = await begin();
    if (payloadId === undefined) {
      this.#jobs.delete(slot);
      return log.debug('the execution client is on another head', { slot, parent: job.parentHash });
    }
    const goesOn = await goesOnAfterTake(engine);
    let best = 0n;
    for (const time of bidTimes(spec.clock, slot, announcedMs, goesOn)) {
      await spec.clock.waitUntil(time, signal);
      const submission = await this.#takePayload(job, payloadId, proposer);
      if (submission !== undefined && submission.message.value > best) {
        await this.#submit(submission, job.fork, signal);
        best = submission.message.value;
      }
      // Asked for, a payload rests until it is begun again.
      payloadId = goesOn ? await begin() : undefined;
      if (payloadId === undefined) break;
    }
    if (best === 0n) log.debug('nothing to bid', { slot });
  }

  /** `undefined` for a block that is worth nothing. */
  async #takePayload({ slot, fork }: Job, id: Hex, proposer: UpcomingProposer): Promise<Submission | undefined> {
    const { engine, secret, bidPercent } = this.#options;
    const built = await engine.getPayload(fork === 'fulu' ? 'engine_getPayloadV5' : 'engine_getPayloadV4', id);
    if (built.executionPayload.transactions.length === 0 || BigInt(built.blockValue) === 0n) return undefined;
    const { pubkey } = proposer.entry.message;
    return makeSubmission({ slot, proposer: pubkey, built, bidPercent, secret, builderDomain: this.#domain });
  }

  async #submit(submission: Submission, fork: PayloadFork, signal: AbortSignal): Promise<void> {
    const { relay, log } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        await relay.submit(submission, fork);
        break;
      } catch (error) {
        if (!messageOf(error).includes(TOO_EARLY) || attempt > RETRIES) throw error;
      }
      await sleep(RETRY_PAUSE_MS, undefined, { signal });
    }
    const { message, executionPayload } = submission;
    log.info('bid', { slot: message.slot, value: message.value, txs: executionPayload.transactions.length });
  }

  /** Says once that bidding fails, and once that it works again. */
  #note(works: boolean, reason?: string): void {
    if (works !== this.#failing) return;
    this.#failing = !works;
    if (works) this.#options.log.info('bidding again');
    else this.#options.log.warn('cannot bid', { reason });
  }
}
