import { describe, expect, it } from 'vitest';
import { deliveredQuery, receivedQuery } from './trace-query.ts';
import { type TraceJson, TraceStore } from './trace-store.ts';

const PUBKEY = `0x${'ab'.repeat(48)}`;

function store(): TraceStore<TraceJson> {
  const traces = new TraceStore<TraceJson>(100);
  for (const [slot, value] of [
    [1, 10],
    [2, 30],
    [3, 20],
    [4, 9],
  ] as const) {
    const block = { block_number: String(slot + 100), block_hash: `0x${String(slot).padStart(64, '0')}` };
    traces.add({ slot: String(slot), value: String(value), builder_pubkey: PUBKEY, ...block } as TraceJson);
  }
  return traces;
}

const delivered = (query: string) => store().find(deliveredQuery(new URLSearchParams(query)));
const slots = (query: string) => delivered(query).map(({ slot }) => Number(slot));

describe('deliveredQuery', () => {
  it.each([
    ['', [4, 3, 2, 1]],
    ['limit=2', [4, 3]],
    ['slot=3', [3]],
    ['slot=003', [3]],
    ['cursor=3', [3, 2, 1]],
    ['cursor=3&limit=1', [3]],
    ['block_number=102', [2]],
    [`block_hash=0x${'0'.repeat(63)}4`, [4]],
    [`builder_pubkey=${PUBKEY.toUpperCase().replace('0X', '0x')}`, [4, 3, 2, 1]],
    [`builder_pubkey=0x${'00'.repeat(48)}`, []],
    ['order_by=value', [4, 1, 3, 2]],
    ['order_by=-value', [2, 3, 1, 4]],
    ['order_by=-value&limit=1', [2]],
  ])('?%s', (query, expected) => {
    expect(slots(query)).toEqual(expected);
  });

  it.each([
    ['slot=1&cursor=2', 'cannot specify both slot and cursor'],
    ['slot=x', 'invalid slot argument'],
    ['slot=-1', 'invalid slot argument'],
    ['cursor=1.5', 'invalid cursor argument'],
    ['block_hash=0x12', 'invalid block_hash argument'],
    ['proposer_pubkey=abc', 'invalid proposer_pubkey argument'],
    ['limit=201', 'maximum limit is 200'],
    ['limit=many', 'invalid limit argument'],
    ['order_by=slot', 'invalid order_by argument'],
  ])('refuses ?%s', (query, message) => {
    expect(() => delivered(query)).toThrow(expect.objectContaining({ status: 400, message }));
  });
});

describe('receivedQuery', () => {
  it('wants at least one filter', () => {
    const message = 'need to query for specific slot or block_hash or block_number or builder_pubkey';
    expect(() => receivedQuery(new URLSearchParams('limit=5'))).toThrow(message);
    expect(receivedQuery(new URLSearchParams('slot=5'))).toEqual({ filter: { slot: '5' }, limit: 500 });
  });
});

describe('TraceStore', () => {
  it('keeps the newest when it is full', () => {
    const traces = new TraceStore<TraceJson>(8);
    for (let slot = 1; slot <= 100; slot++) traces.add({ slot: String(slot) } as TraceJson);
    const kept = traces.find({ filter: {}, limit: 1000 }).map(({ slot }) => Number(slot));
    expect(kept.slice(0, 8)).toEqual([100, 99, 98, 97, 96, 95, 94, 93]);
    expect(kept.length).toBeLessThanOrEqual(9);
  });
});
