import type { BlobsBundle, ExecutionPayload, ExecutionRequests } from '../consensus/execution-payload.ts';
import type { PayloadFork } from './chain-spec.ts';
import type { BidTrace } from './submission-types.ts';

/** A builder's offer that has passed every check. Hex fields are lower case. */
export interface Bid {
  slot: number;
  parentHash: string;
  proposer: string;
  builder: string;
  blockHash: string;
  /** Wei. */
  value: bigint;
  fork: PayloadFork;
  trace: BidTrace;
  payload: ExecutionPayload;
  blobsBundle: BlobsBundle;
  requests: ExecutionRequests;
  receivedAtMs: number;
  /** Set while the signed block is being published, and after. */
  publication?: Promise<void> | undefined;
}

/** What is offered for one slot on one parent to one proposer. */
interface Lot {
  slot: number;
  latest: Map<string, Bid>;
  /** The best bid that cannot be cancelled. */
  floor: Bid | undefined;
  /** Bids that a proposer has seen: their payloads stay, whatever comes after. */
  shown: Map<string, Bid>;
}

export type LotKey = Pick<Bid, 'slot' | 'parentHash' | 'proposer'>;

/**
 * The bids of the slots to come. With cancellations a builder's bid replaces its earlier one even when it is lower;
 * without, it also raises the floor that no top bid can fall below.
 */
export class Auction {
  readonly #lots = new Map<string, Lot>();

  floorValue(key: LotKey): bigint {
    return this.#lots.get(keyOf(key))?.floor?.value ?? 0n;
  }

  /** The builder's present bid. */
  latestFrom(key: LotKey, builder: string): Bid | undefined {
    return this.#lots.get(keyOf(key))?.latest.get(builder);
  }

  /** Withdraws the builder's bid. */
  cancel(key: LotKey, builder: string): void {
    this.#lots.get(keyOf(key))?.latest.delete(builder);
  }

  /** Returns whether the bid is now the best of its lot. */
  place(bid: Bid, cancellable: boolean): boolean {
    const lot = this.#lotFor(bid);
    lot.latest.set(bid.builder, bid);
    if (!cancellable && bid.value > (lot.floor?.value ?? 0n)) lot.floor = bid;
    return topOf(lot) === bid;
  }

  top(key: LotKey): Bid | undefined {
    const lot = this.#lots.get(keyOf(key));
    return lot === undefined ? undefined : topOf(lot);
  }

  /** Keeps the bid's payload for the proposer who is about to see it. */
  show(bid: Bid): void {
    this.#lotFor(bid).shown.set(bid.blockHash, bid);
  }

  /** The bid whose block the proposer has signed. */
  find(slot: number, proposer: string, blockHash: string): Bid | undefined {
    for (const lot of this.#lots.values()) {
      if (lot.slot !== slot) continue;
      const bid =
        lot.shown.get(blockHash) ?? [...lot.latest.values(), lot.floor].find((one) => one?.blockHash === blockHash);
      if (bid?.proposer === proposer) return bid;
    }
    return undefined;
  }

  prune(beforeSlot: number): void {
    for (const [key, { slot }] of this.#lots) if (slot < beforeSlot) this.#lots.delete(key);
  }

  #lotFor(key: LotKey): Lot {
    const present = this.#lots.get(keyOf(key));
    if (present !== undefined) return present;
    const lot: Lot = { slot: key.slot, latest: new Map(), floor: undefined, shown: new Map() };
    this.#lots.set(keyOf(key), lot);
    return lot;
  }
}

/** Of equal bids the earlier one wins. */
function topOf(lot: Lot): Bid | undefined {
  const bids = lot.floor === undefined ? [...lot.latest.values()] : [lot.floor, ...lot.latest.values()];
  return bids.reduce<Bid | undefined>(
    (best, bid) => (best === undefined || isBetter(bid, best) ? bid : best),
    undefined,
  );
}

function isBetter(bid: Bid, best: Bid): boolean {
  return bid.value > best.value || (bid.value === best.value && bid.receivedAtMs < best.receivedAtMs);
}

function keyOf({ slot, parentHash, proposer }: LotKey): string {
  return `${slot}:${parentHash}:${proposer}`;
}
