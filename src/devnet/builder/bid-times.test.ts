import { describe, expect, it } from 'vitest';
import { SlotClock } from '../consensus/slot-clock.ts';
import { bidTimes } from './bid-times.ts';

const clock = (slotMs: number) => new SlotClock({ genesisTime: 1000, slotMs });

describe('bidTimes', () => {
  it('is as late as a bid can be', () => {
    expect(bidTimes(clock(12_000), 1, 1_000_500, false)).toEqual([1_011_750]);
    expect(bidTimes(clock(1000), 1, 1_000_500, false)).toEqual([1_000_875]);
  });

  it('has earlier times where payloads go on getting better', () => {
    const every2s = [1_001_750, 1_003_750, 1_005_750, 1_007_750, 1_009_750, 1_011_750];
    expect(bidTimes(clock(12_000), 1, 1_000_500, true)).toEqual(every2s);
    expect(bidTimes(clock(12_000), 1, 1_009_000, true)).toEqual(every2s.slice(-2));
    expect(bidTimes(clock(1000), 1, 1_000_100, true)).toEqual([1_000_375, 1_000_875]);
  });

  it('is at once when the slot is near', () => {
    expect(bidTimes(clock(12_000), 1, 1_011_900, true)).toEqual([1_011_900]);
  });

  it('leaves transactions a moment when the slot has begun', () => {
    expect(bidTimes(clock(12_000), 1, 1_013_000, true)).toEqual([1_013_200]);
    expect(bidTimes(clock(1000), 1, 1_001_300, false)).toEqual([1_001_425]);
  });
});
