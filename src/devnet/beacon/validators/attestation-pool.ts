import { MAX_ATTESTATIONS_ELECTRA, SLOTS_PER_EPOCH } from '@lodestar/params';
import { ssz } from '@lodestar/types';
import type { Attestation, BeaconState } from '../chain/types.ts';

/** Votes that wait for a block to carry them: one aggregate for each slot. */
export class AttestationPool {
  readonly #bySlot = new Map<number, Attestation>();

  has(slot: number): boolean {
    return this.#bySlot.has(slot);
  }

  add(attestation: Attestation): void {
    this.#bySlot.set(attestation.data.slot, attestation);
  }

  /** What a block on this state, advanced to the block's slot, may carry; newest first, for they earn most. */
  select(state: BeaconState): Attestation[] {
    const oldest = (Math.floor(state.slot / SLOTS_PER_EPOCH) - 1) * SLOTS_PER_EPOCH;
    for (const slot of this.#bySlot.keys()) if (slot < oldest) this.#bySlot.delete(slot);
    return [...this.#bySlot.values()]
      .filter((attestation) => attestation.data.slot < state.slot && hasRightSource(state, attestation))
      .sort((a, b) => b.data.slot - a.data.slot)
      .slice(0, MAX_ATTESTATIONS_ELECTRA);
  }

  /** Forgets what a block of the chain carries. */
  included(attestations: readonly Attestation[]): void {
    for (const { data } of attestations) this.#bySlot.delete(data.slot);
  }
}

function hasRightSource(state: BeaconState, { data }: Attestation): boolean {
  const isCurrent = data.target.epoch === Math.floor(state.slot / SLOTS_PER_EPOCH);
  const source = isCurrent ? state.currentJustifiedCheckpoint : state.previousJustifiedCheckpoint;
  return ssz.phase0.Checkpoint.equals(data.source, source.toValue());
}
