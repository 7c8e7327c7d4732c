import { describe, expect, it } from 'vitest';
import { SlotClock } from '../consensus/slot-clock.ts';
import { bidTime } from './bid-time.ts';

const clock = (slotMs: number) => new SlotClock({ genesisTime: 1000, slotMs });

describe('bidTime', () => {
  it('is as late as a bid can be', () => {
    expect(bidTime(clock(12_000), 1, 1_000_500)).toBe(1_011_750);
    expect(bidTime(clock(1000), 1, 1_000_500)).toBe(1_000_875);
  });

  it('is at once when the slot is near', () => {
    expect(bidTime(clock(12_000), 1, 1_011_900)).toBe(1_011_900);
  });

  it('leaves transactions a moment when the slot has begun', () => {
    expect(bidTime(clock(12_000), 1, 1_013_000)).toBe(1_013_200);
    expect(bidTime(clock(1000), 1, 1_001_300)).toBe(1_001_425);
  });
});
