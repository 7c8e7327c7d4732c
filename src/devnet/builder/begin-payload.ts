import { type Hex, quantity } from '../../lib/hex.ts';
import { type EngineClient, EngineError } from '../consensus/engine-client.ts';
import type { EnginePayloadAttributes, ForkchoiceState } from '../consensus/engine-types.ts';
import type { PayloadAttributesEvent } from '../relay/attributes-book.ts';

const ZERO_HASH: Hex = `0x${'00'.repeat(32)}`;

/**
 * Has the execution client begin a payload on its present head. `undefined` when the head is another block than the
 * event's parent: moving the head is the beacon node's business. Throws `EngineError`.
 */
export async function beginPayload(
  engine: EngineClient,
  event: PayloadAttributesEvent,
  feeRecipient: string,
): Promise<Hex | undefined> {
  const parent = event.data.parent_block_hash.toLowerCase();
  const [head, safe, finalized] = await Promise.all([
    engine.blockByNumber('latest'),
    checkpoint(engine, 'safe'),
    checkpoint(engine, 'finalized'),
  ]);
  if (head?.hash !== parent) return undefined;
  const state: ForkchoiceState = { headBlockHash: head.hash, safeBlockHash: safe, finalizedBlockHash: finalized };
  const { payloadId } = await engine.forkchoiceUpdatedV3(state, attributesOf(event, feeRecipient));
  return payloadId ?? undefined;
}

/** The zero hash until there is such a block: some clients answer with an error then. */
async function checkpoint(engine: EngineClient, name: 'safe' | 'finalized'): Promise<Hex> {
  try {
    return (await engine.blockByNumber(name))?.hash ?? ZERO_HASH;
  } catch (error) {
    if (error instanceof EngineError && error.failure === 'rpc') return ZERO_HASH;
    throw error;
  }
}

function attributesOf(event: PayloadAttributesEvent, feeRecipient: string): EnginePayloadAttributes {
  const { timestamp, prev_randao, withdrawals, parent_beacon_block_root } = event.data.payload_attributes;
  return {
    timestamp: quantity(Number(timestamp)),
    prevRandao: prev_randao as Hex,
    suggestedFeeRecipient: feeRecipient as Hex,
    withdrawals: withdrawals.map(({ index, validator_index, address, amount }) => ({
      index: quantity(BigInt(index)),
      validatorIndex: quantity(BigInt(validator_index)),
      address: address as Hex,
      amount: quantity(BigInt(amount)),
    })),
    parentBeaconBlockRoot: parent_beacon_block_root as Hex,
  };
}
