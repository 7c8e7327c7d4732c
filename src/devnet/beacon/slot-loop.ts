import { hexToBytes } from '../../lib/hex.ts';
import type { Logger } from '../../lib/log.ts';
import type { BeaconChain } from './chain/beacon-chain.ts';
import type { ExecutionLink } from './execution/execution-link.ts';
import type { PayloadPreparer } from './payload-preparer.ts';
import type { AttestationPool } from './validators/attestation-pool.ts';
import type { KeyRing } from './validators/key-ring.ts';
import { makeAttestation } from './validators/make-attestation.ts';
import type { Proposer } from './validators/proposer.ts';

export interface SlotLoopOptions {
  chain: BeaconChain;
  execution: ExecutionLink;
  preparer: PayloadPreparer;
  proposer: Proposer;
  keys: KeyRing;
  attestations: AttestationPool;
  /** Left to transactions between being ready and the very first proposal. */
  firstBlockGraceMs: number;
  /** How long before a slot its payload attributes are sent again. */
  lookaheadMs: number;
  log: Logger;
}

/** How far into a slot a block is still proposed: a third of a long slot, more than half of a short one. */
export function latestProposalMs(slotMs: number): number {
  return Math.min(0.6 * slotMs, Math.max(2000, slotMs / 3));
}

/** What our validators do in every slot: propose, attest, and have the next payload begun. */
export class SlotLoop {
  readonly #options: SlotLoopOptions;

  constructor(options: SlotLoopOptions) {
    this.#options = options;
  }

  /** Runs until the signal aborts, and rejects then. Rejects with a `PlaygroundError` for a wrong execution client. */
  async run(signal: AbortSignal): Promise<void> {
    const { chain, execution, preparer, firstBlockGraceMs, log } = this.#options;
    await execution.waitUntilReady(signal);
    const { clock } = chain;
    const earliest = clock.now() + firstBlockGraceMs;
    let slot = this.#firstSlot(earliest);
    log.info('ready', { firstSlot: slot, headSlot: chain.head.block.slot });
    await preparer.prepare(slot);
    await this.#awaitSlot(slot, Math.max(clock.startOf(slot), earliest), signal);
    // The first block may be as late as its grace makes it, if only it comes in its slot.
    if (clock.currentSlot() !== slot) slot = await this.#skipPassedSlots(slot, signal);
    for (;;) {
      await this.runSlot(slot, signal);
      slot = Math.max(slot, chain.head.block.slot) + 1;
      await this.#awaitSlot(slot, clock.startOf(slot), signal);
      slot = await this.#skipPassedSlots(slot, signal);
    }
  }

  #firstSlot(earliest: number): number {
    const { clock, head } = this.#options.chain;
    const current = clock.currentSlot();
    const isProposable = clock.msInto(current) <= latestProposalMs(clock.slotMs) && clock.slotAt(earliest) === current;
    return Math.max(1, head.block.slot + 1, isProposable ? current : current + 1);
  }

  /** Sends the attributes again when there is time left before the slot. */
  async #awaitSlot(slot: number, startMs: number, signal: AbortSignal): Promise<void> {
    const { chain, preparer, lookaheadMs } = this.#options;
    const again = startMs - lookaheadMs;
    if (again > chain.clock.now()) {
      await chain.clock.waitUntil(again, signal);
      if (chain.clock.now() < startMs) await preparer.prepare(slot);
    }
    await chain.clock.waitUntil(startMs, signal);
  }

  /** After a pause (a slow slot, a sleeping machine, a clock set forward): the slot to go on with, once it has begun. */
  async #skipPassedSlots(slot: number, signal: AbortSignal): Promise<number> {
    const { chain, preparer, log } = this.#options;
    const { clock } = chain;
    let next = slot;
    for (;;) {
      const current = clock.currentSlot();
      const isLate = clock.msInto(next) > latestProposalMs(clock.slotMs);
      if (current <= next && !isLate) return next;
      const isCurrentOpen = current > next && clock.msInto(current) <= latestProposalMs(clock.slotMs);
      next = isCurrentOpen ? current : current + 1;
      if (next - slot > 1) log.warn('slots passed without us', { from: slot, to: next - 1 });
      await preparer.prepare(next);
      await clock.waitUntil(clock.startOf(next), signal);
    }
  }

  /** The duties of one slot, at its beginning. */
  async runSlot(slot: number, signal: AbortSignal): Promise<void> {
    const { chain, preparer, proposer, keys } = this.#options;
    const { clock } = chain;
    if (chain.head.block.slot < slot) {
      const state = await chain.advancedTo(slot);
      const key = keys.of(state).get(state.epochCtx.getBeaconProposer(slot));
      if (key === undefined) await chain.waitForSlot(slot, clock.startOf(slot) + (clock.slotMs * 2) / 3, signal);
      else await proposer.propose(slot, key);
    }
    await this.#attest(slot);
    if (chain.head.block.slot < slot) await preparer.prepare(slot + 1);
  }

  async #attest(slot: number): Promise<void> {
    const { chain, keys, attestations, log } = this.#options;
    try {
      const { block, state: after } = chain.head;
      if (block.slot > slot || attestations.has(slot)) return;
      const state = block.slot === slot ? after : await chain.advancedTo(slot);
      const attestation = makeAttestation(state, hexToBytes(block.root), slot, keys);
      if (attestation !== undefined) attestations.add(attestation);
    } catch (error) {
      log.error('attesting failed', { slot, error: error instanceof Error ? error.stack : String(error) });
    }
  }
}
