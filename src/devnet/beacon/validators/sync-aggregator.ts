import type { SecretKey } from '@chainsafe/blst';
import { BitArray } from '@chainsafe/ssz';
import { DOMAIN_SYNC_COMMITTEE, SYNC_COMMITTEE_SIZE } from '@lodestar/params';
import { computeSigningRoot, G2_POINT_AT_INFINITY } from '@lodestar/state-transition';
import { type altair, ssz } from '@lodestar/types';
import type { BeaconState } from '../chain/types.ts';
import { sumOfKeys } from './interop-keys.ts';
import type { KeyRing } from './key-ring.ts';

interface CommitteeKeys {
  bits: BitArray;
  key: SecretKey | undefined;
}

/** Makes the sync committee's aggregate of each block; the committee's keys are added up once for each committee. */
export class SyncAggregator {
  readonly #keys: KeyRing;
  readonly #committees = new WeakMap<object, CommitteeKeys>();

  constructor(keys: KeyRing) {
    this.#keys = keys;
  }

  /**
   * For a block on top of `parentRoot`, whose state advanced to the block's slot is `state`: the committee signs the
   * root that was the head in the slot before (consensus-specs, `altair/validator.md`).
   */
  make(state: BeaconState, parentRoot: Uint8Array): altair.SyncAggregate {
    const { bits, key } = this.#committeeKeys(state);
    const domain = state.config.getDomain(state.slot, DOMAIN_SYNC_COMMITTEE, Math.max(state.slot, 1) - 1);
    const root = computeSigningRoot(ssz.Root, parentRoot, domain);
    return {
      syncCommitteeBits: bits,
      syncCommitteeSignature: key === undefined ? G2_POINT_AT_INFINITY : key.sign(root).toBytes(),
    };
  }

  #committeeKeys(state: BeaconState): CommitteeKeys {
    const committee = state.epochCtx.currentSyncCommitteeIndexed.validatorIndices;
    const known = this.#committees.get(committee);
    if (known !== undefined) return known;
    const ours = this.#keys.of(state);
    const signers = Array.from(committee, (index) => ours.get(index));
    const present = signers.filter((key) => key !== undefined);
    const bits = BitArray.fromBitLen(SYNC_COMMITTEE_SIZE);
    for (const [position, key] of signers.entries()) bits.set(position, key !== undefined);
    const made = { bits, key: present.length === 0 ? undefined : sumOfKeys(present) };
    this.#committees.set(committee, made);
    return made;
  }
}
