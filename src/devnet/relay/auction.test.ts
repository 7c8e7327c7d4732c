import { describe, expect, it } from 'vitest';
import { Auction, type Bid } from './auction.ts';

const KEY = { slot: 5, parentHash: '0xaa', proposer: '0xbb' };
let sequence = 0;

function bid(builder: string, value: bigint, fields: Partial<Bid> = {}): Bid {
  sequence += 1;
  return { ...KEY, builder, value, blockHash: `0x${sequence}`, receivedAtMs: sequence, ...fields } as Bid;
}

describe('Auction', () => {
  it('shows the best bid of each slot, parent and proposer', () => {
    const auction = new Auction();
    auction.place(bid('a', 5n), true);
    auction.place(bid('b', 9n), true);
    auction.place(bid('c', 100n, { parentHash: '0xother' }), true);
    expect(auction.top(KEY)?.value).toBe(9n);
    expect(auction.top({ ...KEY, slot: 6 })).toBeUndefined();
  });

  it('lets the earlier of two equal bids win', () => {
    const auction = new Auction();
    expect(auction.place(bid('a', 5n), false)).toBe(true);
    expect(auction.place(bid('b', 5n), false)).toBe(false);
    expect(auction.top(KEY)?.builder).toBe('a');
  });

  it('replaces a cancellable bid by a lower one', () => {
    const auction = new Auction();
    auction.place(bid('a', 9n), true);
    auction.place(bid('b', 7n), true);
    auction.place(bid('a', 5n), true);
    expect(auction.top(KEY)).toMatchObject({ builder: 'b', value: 7n });
  });

  it('never falls below the best bid that cannot be cancelled', () => {
    const auction = new Auction();
    auction.place(bid('a', 8n), false);
    auction.place(bid('a', 9n), true);
    auction.cancel(KEY, 'a');
    expect(auction.floorValue(KEY)).toBe(8n);
    expect(auction.top(KEY)?.value).toBe(8n);
  });

  it('keeps the payload of a bid that was shown, and forgets the others', () => {
    const auction = new Auction();
    const shown = bid('a', 5n);
    const unseen = bid('a', 6n);
    auction.place(shown, true);
    auction.show(shown);
    auction.place(unseen, true);
    auction.place(bid('a', 7n), true);
    expect(auction.find(5, '0xbb', shown.blockHash)).toBe(shown);
    expect(auction.find(5, '0xbb', unseen.blockHash)).toBeUndefined();
    expect(auction.find(5, '0xsomeone-else', shown.blockHash)).toBeUndefined();
  });

  it('drops old slots', () => {
    const auction = new Auction();
    auction.place(bid('a', 5n), false);
    auction.prune(6);
    expect(auction.top(KEY)).toBeUndefined();
    expect(auction.floorValue(KEY)).toBe(0n);
  });
});
