import { bytesToHex } from '../../lib/hex.ts';
import type { Bid } from './auction.ts';

/** A bid as the data API tells of it (relay-specs, `BidTraceV2`, with the blob fields that relays add). */
export interface TraceJson {
  slot: string;
  parent_hash: string;
  block_hash: string;
  builder_pubkey: string;
  proposer_pubkey: string;
  proposer_fee_recipient: string;
  gas_limit: string;
  gas_used: string;
  value: string;
  num_tx: string;
  block_number: string;
  num_blobs: string;
  blob_gas_used: string;
  excess_blob_gas: string;
}

export interface ReceivedTraceJson extends TraceJson {
  /** Unix seconds. */
  timestamp: string;
  timestamp_ms: string;
  optimistic_submission: boolean;
}

export function traceOf(bid: Bid): TraceJson {
  const { payload, trace } = bid;
  return {
    slot: String(bid.slot),
    parent_hash: bid.parentHash,
    block_hash: bid.blockHash,
    builder_pubkey: bid.builder,
    proposer_pubkey: bid.proposer,
    proposer_fee_recipient: bytesToHex(trace.proposerFeeRecipient),
    gas_limit: String(trace.gasLimit),
    gas_used: String(trace.gasUsed),
    value: String(bid.value),
    num_tx: String(payload.transactions.length),
    block_number: String(payload.blockNumber),
    num_blobs: String(bid.blobsBundle.commitments.length),
    blob_gas_used: String(payload.blobGasUsed),
    excess_blob_gas: String(payload.excessBlobGas),
  };
}

export function receivedTraceOf(bid: Bid): ReceivedTraceJson {
  return {
    ...traceOf(bid),
    timestamp: String(Math.floor(bid.receivedAtMs / 1000)),
    timestamp_ms: String(bid.receivedAtMs),
    optimistic_submission: false,
  };
}

export interface TraceFilter {
  slot?: string;
  /** The highest slot wanted. */
  cursor?: string;
  block_hash?: string;
  block_number?: string;
  proposer_pubkey?: string;
  builder_pubkey?: string;
}

export interface TraceQuery {
  filter: TraceFilter;
  limit: number;
  /** By value; without it the latest slots come first. */
  orderBy?: 'value' | '-value';
}

/** Traces in the order of arrival; the oldest go when the store is full. */
export class TraceStore<T extends TraceJson> {
  readonly #capacity: number;
  #traces: T[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(trace: T): void {
    this.#traces.push(trace);
    // In steps of an eighth: shifting by one at each arrival would copy the whole store every time.
    if (this.#traces.length > this.#capacity * 1.125) this.#traces = this.#traces.slice(-this.#capacity);
  }

  find({ filter, limit, orderBy }: TraceQuery): T[] {
    const found = this.#traces.filter((trace) => matches(trace, filter)).reverse();
    return found.sort(ORDERS[orderBy ?? 'slot']).slice(0, limit);
  }
}

function matches(trace: TraceJson, { cursor, ...exact }: TraceFilter): boolean {
  if (cursor !== undefined && Number(trace.slot) > Number(cursor)) return false;
  return Object.entries(exact).every(([key, wanted]) => trace[key as keyof typeof exact] === wanted);
}

const ORDERS: Record<string, (a: TraceJson, b: TraceJson) => number> = {
  slot: (a, b) => Number(b.slot) - Number(a.slot),
  value: (a, b) => compare(BigInt(a.value), BigInt(b.value)),
  '-value': (a, b) => compare(BigInt(b.value), BigInt(a.value)),
};

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
