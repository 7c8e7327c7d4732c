import type { SlotClock } from '../consensus/slot-clock.ts';

/** What asking for the payload, signing and handing it in may take. */
const LONGEST_LEAD_MS = 250;
/** Left to transactions when the slot has begun before its attributes came. */
const LATE_GRACE_MS = 200;

/**
 * When to ask for the payload of a slot, Unix milliseconds. An execution client ends its work on a payload when it is
 * asked for it, and attributes that are the beacon node's own share its payload: so there is one question, as late as a
 * bid can be.
 */
export function bidTime(clock: SlotClock, slot: number, announcedMs: number): number {
  const start = clock.startOf(slot);
  if (announcedMs >= start) return announcedMs + Math.min(LATE_GRACE_MS, clock.slotMs / 8);
  return Math.max(announcedMs, start - Math.min(LONGEST_LEAD_MS, clock.slotMs / 8));
}
