import { SLOTS_PER_EPOCH } from '@lodestar/params';
import { messageOf } from '../../lib/errors.ts';
import type { Hex } from '../../lib/hex.ts';
import type { Logger } from '../../lib/log.ts';
import type { EngineClient } from '../consensus/engine-client.ts';
import { announceHead } from './announce-head.ts';
import { BeaconEvents } from './beacon-events.ts';
import type { BuilderClient } from './builder/builder-client.ts';
import { type BoostFactor, BuilderPath } from './builder/builder-path.ts';
import type { BeaconChain } from './chain/beacon-chain.ts';
import { BlockImporter } from './chain/block-importer.ts';
import type { HeadChange } from './chain/head-change.ts';
import { ExecutionLink } from './execution/execution-link.ts';
import { PayloadPreparer } from './payload-preparer.ts';
import { SlotLoop } from './slot-loop.ts';
import { AttestationPool } from './validators/attestation-pool.ts';
import { FeeRecipients } from './validators/fee-recipients.ts';
import type { KeyRing } from './validators/key-ring.ts';
import { graffitiBytes, Proposer } from './validators/proposer.ts';
import { SyncAggregator } from './validators/sync-aggregator.ts';

export interface BeaconPartsOptions {
  chain: BeaconChain;
  engine: EngineClient;
  keys: KeyRing;
  builder: BuilderClient | undefined;
  suggestedFeeRecipient: Hex;
  builderBoostFactor: BoostFactor;
  firstBlockGraceMs: number;
  lookaheadMs: number;
  graffiti: string;
  log: Logger;
}

export interface BeaconParts {
  events: BeaconEvents;
  execution: ExecutionLink;
  feeRecipients: FeeRecipients;
  preparer: PayloadPreparer;
  importer: BlockImporter;
  slotLoop: SlotLoop;
}

/** The parts of a beacon node, joined; nothing of it moves yet. */
export function createBeaconParts(options: BeaconPartsOptions): BeaconParts {
  const { chain, engine, keys, log } = options;
  const events = new BeaconEvents();
  const feeRecipients = new FeeRecipients(options.suggestedFeeRecipient);
  const execution = new ExecutionLink(engine, chain, log);
  const feeRecipientOf = (index: number) => feeRecipients.of(index);
  const preparer = new PayloadPreparer({ chain, execution, events, feeRecipientOf, log });
  const attestations = new AttestationPool();
  const onHead = (change: HeadChange) => {
    attestations.included(change.block.signed.message.body.attestations);
    const prepared = preparer.prepare(Math.max(change.block.slot, chain.clock.currentSlot()) + 1);
    const failed = (error: unknown) => log.error('after a new head', { error: messageOf(error) });
    announceHead(chain, change, events, log).catch(failed);
    prepared.then(() => saveStateOfEpoch(chain, change)).catch(failed);
  };
  const importer = new BlockImporter(chain, execution, log, onHead);
  const shared = { chain, execution, importer, preparer, attestations, log };
  const { builder: client, builderBoostFactor: boostFactor } = options;
  const proposer = new Proposer({
    ...shared,
    builder: client && new BuilderPath({ ...shared, client, boostFactor }),
    syncAggregator: new SyncAggregator(keys),
    graffiti: graffitiBytes(options.graffiti),
  });
  const { firstBlockGraceMs, lookaheadMs } = options;
  const slotLoop = new SlotLoop({ ...shared, keys, proposer, firstBlockGraceMs, lookaheadMs });
  return { events, execution, feeRecipients, preparer, importer, slotLoop };
}

/** The first state of each epoch goes to disk: a chain continued after a crash has that much to replay at most. */
async function saveStateOfEpoch(chain: BeaconChain, { block, state, previous }: HeadChange): Promise<void> {
  const epochOf = (slot: number) => Math.floor(slot / SLOTS_PER_EPOCH);
  if (epochOf(block.slot) > epochOf(previous.block.slot)) await chain.store.putState(block.slot, state.serialize());
}
