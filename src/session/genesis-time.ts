import { PlaygroundError } from '../lib/errors.ts';
import type { RecipeOutlook } from '../recipes/recipe.ts';

/** From the choice of the genesis time until our own programs are ready. */
export const EMBEDDED_READINESS = 1000;
/**
 * The same in a pod: the choice is made by its first container, then the kubelet starts those of the programs one after
 * the other, and looks once a second whether one of them is ready.
 */
export const POD_READINESS = 5000;
/** Real clients need more: the least that the Go program allows them. */
export const CLIENTS_DELAY = 10_000;
/** The last second of the year 9999: later dates have no common notation. */
const LATEST = 253_402_300_799;

export interface GenesisTimeInput extends RecipeOutlook {
  /** Milliseconds since 1970. */
  now: number;
  /** Unix seconds, from `--genesis-time`. */
  genesisTime?: number | undefined;
  /** Milliseconds from now, from `--genesis-delay`. */
  genesisDelay?: number | undefined;
  /** Milliseconds that our own programs need to be ready; those of this machine where absent. */
  readiness?: number;
}

/**
 * Unix seconds of genesis. Slot 0 is genesis itself and has no block, so nobody should wait for it: our own programs
 * get a genesis time in the past, such that slot 1 is due about when they are ready. They may be late for its start
 * (`lateAllowance`), because the beacon node still proposes in a slot that has begun. Throws `PlaygroundError`
 * `invalid-genesis-time`.
 */
export function chooseGenesisTime(input: GenesisTimeInput): number {
  const time = wishedTime(input);
  if (time >= 0 && time <= LATEST) return time;
  throw new PlaygroundError('invalid-genesis-time', `genesis cannot be at ${time} (Unix seconds)`, {
    kind: 'usage',
    hint: 'give --genesis-time or --genesis-delay such that it lies between the years 1970 and 9999',
    details: { genesisTime: time },
  });
}

/** A day of 12-second slots: what is caught up with in seconds. */
const MOST_MISSED_SLOTS = 7200;

/** Every slot since genesis counts as missed. Throws `PlaygroundError` `genesis-too-old`. */
export function checkMissedSlots(genesisTime: number, slotDuration: number, now: number): void {
  const missed = Math.floor((now - genesisTime * 1000) / slotDuration);
  if (missed <= MOST_MISSED_SLOTS) return;
  throw new PlaygroundError('genesis-too-old', `genesis at ${genesisTime} lies ${missed} slots in the past`, {
    kind: 'usage',
    hint: `at most ${MOST_MISSED_SLOTS} slots can be missed at the start; a --dry-run takes any time`,
    details: { genesisTime, missed },
  });
}

function wishedTime(input: GenesisTimeInput): number {
  const { now, slotDuration, programs, genesisTime, genesisDelay, readiness = EMBEDDED_READINESS } = input;
  if (genesisTime !== undefined) return genesisTime;
  if (genesisDelay !== undefined) return Math.ceil((now + genesisDelay) / 1000);
  if (programs === 'clients') return Math.ceil((now + CLIENTS_DELAY) / 1000);
  return Math.ceil((now + readiness - lateAllowance(slotDuration) - slotDuration) / 1000);
}

/** How far slot 1 may have gone when everybody is ready; genesis falls on a whole second, so it is up to 1 s less. */
function lateAllowance(slotDuration: number): number {
  return Math.min(1000, slotDuration / 2);
}
