import type { SlotClock } from '../consensus/slot-clock.ts';

/** What asking for the payload, signing and handing it in may take. */
const LONGEST_LEAD_MS = 250;
/** Left to transactions when the slot has begun before its attributes came. */
const LATE_GRACE_MS = 200;
/** Between two bids for one slot. */
const SHORTEST_PAUSE_MS = 500;

/**
 * When to ask for the payload of a slot, ascending Unix milliseconds: as late as a bid can be, and, where the
 * execution client goes on with a payload that was asked for, at even pauses before.
 */
export function bidTimes(clock: SlotClock, slot: number, announcedMs: number, goesOn: boolean): number[] {
  const start = clock.startOf(slot);
  if (announcedMs >= start) return [announcedMs + Math.min(LATE_GRACE_MS, clock.slotMs / 8)];
  const last = Math.max(announcedMs, start - Math.min(LONGEST_LEAD_MS, clock.slotMs / 8));
  if (!goesOn) return [last];
  const pause = Math.max(SHORTEST_PAUSE_MS, clock.slotMs / 6);
  const earlier = Math.max(0, Math.ceil((last - announcedMs) / pause) - 1);
  return Array.from({ length: earlier + 1 }, (_, i) => last - (earlier - i) * pause);
}
