import '../beacon/install-hasher.ts';
import type { SecretKey } from '@chainsafe/blst';
import type { Logger } from '../../lib/log.ts';
import { builderDomain } from '../consensus/builder-domain.ts';
import { AttributesBook, type PayloadAttributesEvent } from './attributes-book.ts';
import { Auction } from './auction.ts';
import type { BeaconApi } from './beacon-api.ts';
import { BlockValidator } from './block-validator.ts';
import { type ChainSpec, epochOf } from './chain-spec.ts';
import { DutyBook } from './duty-book.ts';
import { followEvents } from './event-stream.ts';
import type { Metrics } from './metrics.ts';
import type { RelayState } from './relay-state.ts';
import { requirePreset } from './require-preset.ts';
import { TraceStore } from './trace-store.ts';
import { ValidatorRegistry } from './validator-registry.ts';

/** Slots whose bids are kept behind the head, for proposers that are late and for retries. */
const KEPT_SLOTS = 2;
const KEPT_DELIVERED = 20_000;
const KEPT_RECEIVED = 20_000;

export interface RelayOptions {
  beacon: BeaconApi;
  spec: ChainSpec;
  /** The preset that Lodestar was loaded with. */
  preset: string;
  secret: SecretKey;
  validationServer: string | undefined;
  metrics: Metrics;
  log: Logger;
  /** Ends the event streams. */
  signal: AbortSignal;
}

/**
 * Builds the relay's state, reads validators and duties, and follows the beacon node's events from then on.
 * Throws `PlaygroundError` `wrong-preset`.
 */
export async function startRelay(options: RelayOptions): Promise<RelayState> {
  requirePreset(options.preset, options.spec);
  const relay = createState(options);
  follow(relay, options.signal);
  await Promise.all([catchUp(relay), relay.registry.refresh()]);
  const { headSlot, registry } = relay;
  relay.log.info('ready', { head: headSlot, validators: registry.knownCount, slot_ms: relay.spec.slotMs });
  return relay;
}

function createState({ beacon, spec, secret, validationServer, metrics, log }: RelayOptions): RelayState {
  return {
    spec,
    beacon,
    duties: new DutyBook(beacon, log),
    registry: new ValidatorRegistry(beacon, log),
    attributes: new AttributesBook(),
    auction: new Auction(),
    delivered: new TraceStore(KEPT_DELIVERED),
    received: new TraceStore(KEPT_RECEIVED),
    validator: validationServer === undefined ? undefined : new BlockValidator(validationServer),
    key: { secret, pubkey: secret.toPublicKey().toBytes(), builderDomain: builderDomain(spec.genesisForkVersion) },
    metrics,
    log,
    headSlot: 0,
    lastDelivered: undefined,
  };
}

interface HeadEvent {
  slot: string;
  current_duty_dependent_root?: string;
  previous_duty_dependent_root?: string;
}

function follow(relay: RelayState, signal: AbortSignal): void {
  const stream = { beaconUrl: relay.beacon.url, log: relay.log, signal };
  let dependentRoots = '';
  void followEvents({
    ...stream,
    topic: 'head',
    onOpen: () => void catchUp(relay),
    onEvent: (event) => {
      const head = event as HeadEvent;
      moveHead(relay, Number(head.slot));
      const roots = `${head.previous_duty_dependent_root}:${head.current_duty_dependent_root}`;
      // After a reorg across an epoch boundary others propose.
      const changed = dependentRoots !== '' && roots !== dependentRoots;
      dependentRoots = roots;
      refreshDuties(relay, changed);
    },
  });
  void followEvents({
    ...stream,
    topic: 'payload_attributes',
    onEvent: (event) => noteAttributes(relay, event as PayloadAttributesEvent),
  });
}

function noteAttributes(relay: RelayState, event: PayloadAttributesEvent): void {
  if (Number(event.data.proposal_slot) <= relay.headSlot) return;
  const { slot, parentHash } = relay.attributes.add(event);
  relay.log.debug('payload attributes', { slot, parent: parentHash });
  refreshDuties(relay, false);
}

async function catchUp(relay: RelayState): Promise<void> {
  const head = await relay.beacon.headSlot().catch(() => relay.headSlot);
  moveHead(relay, head);
  await relay.duties.refresh(currentEpoch(relay));
}

function moveHead(relay: RelayState, slot: number): void {
  if (!Number.isSafeInteger(slot) || slot === relay.headSlot) return;
  relay.headSlot = slot;
  relay.auction.prune(slot - KEPT_SLOTS);
  relay.attributes.prune(slot - KEPT_SLOTS);
}

function refreshDuties(relay: RelayState, always: boolean): void {
  const epoch = currentEpoch(relay);
  if (!always && relay.duties.covers(epoch)) return;
  void relay.duties.refresh(epoch);
  void relay.registry.refresh();
}

/** The clock's, or the head's where that is ahead. */
function currentEpoch({ spec, headSlot }: RelayState): number {
  return Math.max(0, epochOf(spec, spec.clock.currentSlot()), epochOf(spec, headSlot));
}
