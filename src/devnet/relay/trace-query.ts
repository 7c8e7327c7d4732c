import { HttpError } from './http/http-error.ts';
import type { TraceFilter, TraceQuery } from './trace-store.ts';

const MAX_DELIVERED = 200;
const MAX_RECEIVED = 500;

const NUMBER = /^\d{1,20}$/;
const HASH = /^0x[0-9a-fA-F]{64}$/;
const PUBKEY = /^0x[0-9a-fA-F]{96}$/;

const PATTERNS = {
  slot: NUMBER,
  cursor: NUMBER,
  block_hash: HASH,
  block_number: NUMBER,
  proposer_pubkey: PUBKEY,
  builder_pubkey: PUBKEY,
} satisfies Record<keyof TraceFilter, RegExp>;

/** Arguments of `proposer_payload_delivered` (relay-specs). Throws `HttpError` 400. */
export function deliveredQuery(query: URLSearchParams): TraceQuery {
  const filter = filterOf(query, ['slot', 'cursor', 'block_hash', 'block_number', 'proposer_pubkey', 'builder_pubkey']);
  if (filter.slot !== undefined && filter.cursor !== undefined) {
    throw new HttpError(400, 'cannot specify both slot and cursor');
  }
  const order = query.get('order_by');
  if (order !== null && order !== 'value' && order !== '-value') throw new HttpError(400, 'invalid order_by argument');
  return { filter, limit: limitOf(query, MAX_DELIVERED), ...(order === null ? {} : { orderBy: order }) };
}

/** Arguments of `builder_blocks_received` (relay-specs). Throws `HttpError` 400. */
export function receivedQuery(query: URLSearchParams): TraceQuery {
  const filter = filterOf(query, ['slot', 'block_hash', 'block_number', 'builder_pubkey']);
  if (Object.keys(filter).length === 0) {
    throw new HttpError(400, 'need to query for specific slot or block_hash or block_number or builder_pubkey');
  }
  return { filter, limit: limitOf(query, MAX_RECEIVED) };
}

function filterOf(query: URLSearchParams, names: readonly (keyof TraceFilter)[]): TraceFilter {
  const filter: TraceFilter = {};
  for (const name of names) {
    const value = query.get(name);
    if (value === null || value === '') continue;
    if (!PATTERNS[name].test(value)) throw new HttpError(400, `invalid ${name} argument`);
    filter[name] = PATTERNS[name] === NUMBER ? String(BigInt(value)) : value.toLowerCase();
  }
  return filter;
}

function limitOf(query: URLSearchParams, maximum: number): number {
  const value = query.get('limit');
  if (value === null || value === '') return maximum;
  if (!NUMBER.test(value)) throw new HttpError(400, 'invalid limit argument');
  if (Number(value) > maximum) throw new HttpError(400, `maximum limit is ${maximum}`);
  return Number(value);
}
