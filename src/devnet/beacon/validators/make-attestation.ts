import type { SecretKey } from '@chainsafe/blst';
import { BitArray } from '@chainsafe/ssz';
import { DOMAIN_BEACON_ATTESTER, MAX_COMMITTEES_PER_SLOT, SLOTS_PER_EPOCH } from '@lodestar/params';
import { computeSigningRoot, getBlockRootAtSlot } from '@lodestar/state-transition';
import { ssz } from '@lodestar/types';
import type { Attestation, BeaconState } from '../chain/types.ts';
import { type KeyRing, signAll } from './key-ring.ts';

/**
 * One aggregate of what all our attesters of a slot vote (consensus-specs, `electra/validator.md`): every committee in
 * it at once, as a block carries it. `state` is the chain's at `slot`, advanced over empty slots if need be.
 * `undefined` if none of them is ours.
 */
export function makeAttestation(
  state: BeaconState,
  headRoot: Uint8Array,
  slot: number,
  keys: KeyRing,
): Attestation | undefined {
  const epoch = Math.floor(slot / SLOTS_PER_EPOCH);
  const data = {
    slot,
    index: 0,
    beaconBlockRoot: headRoot,
    source: state.currentJustifiedCheckpoint.toValue(),
    target: { epoch, root: targetRoot(state, headRoot, epoch) },
  };
  const committeeBits = BitArray.fromBitLen(MAX_COMMITTEES_PER_SLOT);
  const votes: boolean[] = [];
  const signers: SecretKey[] = [];
  const ours = keys.of(state);
  for (let index = 0; index < state.epochCtx.getCommitteeCountPerSlot(epoch); index++) {
    const members = [...state.epochCtx.getBeaconCommittee(slot, index)].map((member) => ours.get(member));
    // A committee none of whose members votes must not be named.
    if (members.every((key) => key === undefined)) continue;
    committeeBits.set(index, true);
    votes.push(...members.map((key) => key !== undefined));
    signers.push(...members.filter((key) => key !== undefined));
  }
  const domain = state.config.getDomain(slot, DOMAIN_BEACON_ATTESTER, slot);
  const signature = signAll(signers, computeSigningRoot(ssz.phase0.AttestationData, data, domain));
  if (signature === undefined) return undefined;
  return { aggregationBits: BitArray.fromBoolArray(votes), data, signature, committeeBits };
}

function targetRoot(state: BeaconState, headRoot: Uint8Array, epoch: number): Uint8Array {
  const start = epoch * SLOTS_PER_EPOCH;
  const isHead = start === state.slot || state.latestBlockHeader.slot <= start;
  return isHead ? headRoot : getBlockRootAtSlot(state, start);
}
