import { setImmediate as nextTurn } from 'node:timers/promises';
import { SLOTS_PER_EPOCH } from '@lodestar/params';
import { processSlots } from '@lodestar/state-transition';
import type { BeaconState } from './types.ts';

/**
 * The state after empty slots up to `slot`; the given state is left alone. After a long sleep there are many epochs to
 * go: between them others get their turn.
 */
export async function advanceState(state: BeaconState, slot: number): Promise<BeaconState> {
  let current = state;
  while (current.slot < slot) {
    const epochEnd = (Math.floor(current.slot / SLOTS_PER_EPOCH) + 1) * SLOTS_PER_EPOCH;
    current = processSlots(current, Math.min(slot, epochEnd)) as BeaconState;
    if (current.slot < slot) await nextTurn();
  }
  return current;
}
