import { ssz } from '@lodestar/types';
import { bytesToHex } from '../../lib/hex.ts';

/** What a payload of one slot on one parent must contain, from the beacon node's `payload_attributes` event. */
export interface KnownAttributes {
  slot: number;
  parentHash: string;
  prevRandao: string;
  withdrawalsRoot: string;
  parentBeaconBlockRoot: string;
}

/** The event's JSON (beacon-APIs, `eventstream`, topic `payload_attributes`). */
export interface PayloadAttributesEvent {
  version: string;
  data: {
    proposer_index: string;
    proposal_slot: string;
    parent_block_number: string;
    parent_block_root: string;
    parent_block_hash: string;
    payload_attributes: {
      timestamp: string;
      prev_randao: string;
      suggested_fee_recipient: string;
      withdrawals: { index: string; validator_index: string; address: string; amount: string }[];
      parent_beacon_block_root: string;
    };
  };
}

export class AttributesBook {
  readonly #bySlotAndParent = new Map<string, KnownAttributes>();

  add(event: PayloadAttributesEvent): KnownAttributes {
    const { proposal_slot, parent_block_hash, payload_attributes } = event.data;
    const attributes = {
      slot: Number(proposal_slot),
      parentHash: parent_block_hash.toLowerCase(),
      prevRandao: payload_attributes.prev_randao.toLowerCase(),
      withdrawalsRoot: withdrawalsRootOf(payload_attributes.withdrawals),
      parentBeaconBlockRoot: payload_attributes.parent_beacon_block_root.toLowerCase(),
    };
    this.#bySlotAndParent.set(`${attributes.slot}:${attributes.parentHash}`, attributes);
    return attributes;
  }

  find(slot: number, parentHash: string): KnownAttributes | undefined {
    return this.#bySlotAndParent.get(`${slot}:${parentHash}`);
  }

  prune(beforeSlot: number): void {
    for (const [key, { slot }] of this.#bySlotAndParent) if (slot < beforeSlot) this.#bySlotAndParent.delete(key);
  }
}

function withdrawalsRootOf(withdrawals: PayloadAttributesEvent['data']['payload_attributes']['withdrawals']): string {
  return bytesToHex(ssz.capella.Withdrawals.hashTreeRoot(ssz.capella.Withdrawals.fromJson(withdrawals)));
}
