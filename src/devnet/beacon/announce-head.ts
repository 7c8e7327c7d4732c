import { SLOTS_PER_EPOCH } from '@lodestar/params';
import type { Logger } from '../../lib/log.ts';
import { type BeaconEvents, EventType } from './beacon-events.ts';
import type { BeaconChain } from './chain/beacon-chain.ts';
import { dutyDependentRoot } from './chain/duty-dependent-root.ts';
import type { HeadChange } from './chain/head-change.ts';

/** Writes the log lines of a new head and sends its events. */
export async function announceHead(
  chain: BeaconChain,
  change: HeadChange,
  events: BeaconEvents,
  log: Logger,
): Promise<void> {
  logBlock(change, chain.clock.msInto(change.block.slot), log);
  emitHead(chain, change, events);
  const before = chain.finalized(change.previous.state);
  const after = chain.finalized(change.state);
  const epoch = epochOf(change.block.slot);
  if (epoch > epochOf(change.previous.block.slot)) {
    const justified = chain.justified(change.state).epoch;
    log.info('epoch', { epoch, justified, finalized: after.epoch });
  }
  if (after.epoch <= before.epoch) return;
  const block = await chain.block(after.root);
  events.emit({
    type: EventType.finalizedCheckpoint,
    message: { block: after.root, state: block?.stateRoot ?? '', epoch: after.epoch, executionOptimistic: false },
  });
}

function logBlock({ block, source, importMs, reorg }: HeadChange, msIntoSlot: number, log: Logger): void {
  const { executionPayload, blobKzgCommitments } = block.signed.message.body;
  if (reorg !== undefined) log.warn('reorg', { depth: reorg.depth, from: reorg.oldHead.root, to: block.root });
  log.info('block', {
    slot: block.slot,
    root: block.root,
    number: block.executionNumber,
    txs: executionPayload.transactions.length,
    blobs: blobKzgCommitments.length === 0 ? undefined : blobKzgCommitments.length,
    source,
    importMs: Math.round(importMs),
    intoSlotMs: Math.round(msIntoSlot),
  });
}

function emitHead(chain: BeaconChain, { block, state, previous, reorg }: HeadChange, events: BeaconEvents): void {
  const { slot, root, stateRoot } = block;
  const epoch = epochOf(slot);
  events.emit({ type: EventType.block, message: { slot, block: root, executionOptimistic: false } });
  if (reorg !== undefined) {
    events.emit({
      type: EventType.chainReorg,
      message: {
        slot,
        depth: reorg.depth,
        oldHeadBlock: reorg.oldHead.root,
        newHeadBlock: root,
        oldHeadState: reorg.oldHead.stateRoot,
        newHeadState: stateRoot,
        epoch,
        executionOptimistic: false,
      },
    });
  }
  events.emit({
    type: EventType.head,
    message: {
      slot,
      block: root,
      state: stateRoot,
      epochTransition: epoch > epochOf(previous.block.slot),
      previousDutyDependentRoot: dutyDependentRoot(chain, state, root, epoch - 1),
      currentDutyDependentRoot: dutyDependentRoot(chain, state, root, epoch),
      executionOptimistic: false,
    },
  });
}

function epochOf(slot: number): number {
  return Math.floor(slot / SLOTS_PER_EPOCH);
}
