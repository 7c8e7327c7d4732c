import type { SecretKey } from '@chainsafe/blst';
import type { Logger } from '../../lib/log.ts';
import type { AttributesBook } from './attributes-book.ts';
import type { Auction } from './auction.ts';
import type { BeaconApi } from './beacon-api.ts';
import type { BlockValidator } from './block-validator.ts';
import type { ChainSpec } from './chain-spec.ts';
import type { DutyBook } from './duty-book.ts';
import type { Metrics } from './metrics.ts';
import type { ReceivedTraceJson, TraceJson, TraceStore } from './trace-store.ts';
import type { ValidatorRegistry } from './validator-registry.ts';

/** All that the relay's handlers share. */
export interface RelayState {
  readonly spec: ChainSpec;
  readonly beacon: BeaconApi;
  readonly duties: DutyBook;
  readonly registry: ValidatorRegistry;
  readonly attributes: AttributesBook;
  readonly auction: Auction;
  readonly delivered: TraceStore<TraceJson>;
  readonly received: TraceStore<ReceivedTraceJson>;
  /** Without one, every block counts as valid. */
  readonly validator: BlockValidator | undefined;
  readonly key: RelayKey;
  readonly metrics: Metrics;
  readonly log: Logger;
  headSlot: number;
  /** The block handed out last: a proposer gets one for each slot. */
  lastDelivered: { slot: number; blockHash: string } | undefined;
}

export interface RelayKey {
  secret: SecretKey;
  pubkey: Uint8Array;
  /** Domain of bids, registrations and bid traces. */
  builderDomain: Uint8Array;
}
