import { describe, expect, it } from 'vitest';
import { SlotClock } from './slot-clock.ts';

describe('SlotClock', () => {
  it('counts slots in milliseconds, negative before genesis', () => {
    let now = 1_000_000;
    const clock = new SlotClock({ genesisTime: 1001, slotMs: 2000, now: () => now });
    expect(clock.currentSlot()).toBe(-1);
    now = 1_001_000;
    expect(clock.currentSlot()).toBe(0);
    now = 1_004_999;
    expect(clock.currentSlot()).toBe(1);
    expect(clock.startOf(2)).toBe(1_005_000);
    expect(clock.msInto(1)).toBe(1999);
  });

  it('notices that the clock jumped ahead while it waited', async () => {
    let ahead = 0;
    const clock = new SlotClock({ genesisTime: 0, slotMs: 1000, now: () => Date.now() + ahead });
    const begun = Date.now();
    const waiting = clock.waitUntil(clock.now() + 3_600_000);
    ahead = 4_000_000;
    await waiting;
    expect(Date.now() - begun).toBeLessThan(5000);
  });

  it('waits again when the clock was set back', async () => {
    let now = 10_000;
    const clock = new SlotClock({ genesisTime: 0, slotMs: 1000, now: () => now });
    let reached = false;
    const waiting = clock.waitUntil(10_050).then(() => {
      reached = true;
    });
    now = 5_000;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(reached).toBe(false);
    now = 10_050;
    await waiting;
    expect(reached).toBe(true);
  });

  it('stops waiting when told to', async () => {
    const clock = new SlotClock({ genesisTime: 0, slotMs: 1000 });
    const abort = new AbortController();
    const waiting = clock.waitUntil(clock.now() + 3_600_000, abort.signal);
    abort.abort();
    await expect(waiting).rejects.toThrow();
  });
});
