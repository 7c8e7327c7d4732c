import type { Hex } from '../../../lib/hex.ts';
import type { EngineWithdrawal } from '../../consensus/engine-types.ts';
import type { Chain } from '../chain.ts';
import type { ChainBlock } from '../chain-block.ts';
import type { PayloadBuilder } from '../payload-builder.ts';
import type { PayloadAttributes } from '../payload-draft.ts';
import { asAddress, asHash, asObject, asQuantity, type Params } from '../rpc/params.ts';
import { invalidParams } from '../rpc/rpc-error.ts';
import { invalidAttributes, invalidForkchoice, unsupportedFork } from './engine-error.ts';
import type { InvalidBlocks } from './invalid-blocks.ts';
import { withdrawalFromJson } from './payload.ts';
import { invalid, type PayloadStatus, syncing, valid } from './payload-status.ts';

export interface ForkchoiceParts {
  chain: Chain;
  builder: PayloadBuilder;
  invalidBlocks: InvalidBlocks;
}

export interface ForkchoiceAnswer {
  payloadStatus: PayloadStatus;
  payloadId: Hex | null;
}

const ZERO_HASH = `0x${'00'.repeat(32)}`;

/** engine_forkchoiceUpdatedV3: sets the head and, with attributes, begins to build on it. */
export function forkchoiceUpdated(
  { chain, builder, invalidBlocks }: ForkchoiceParts,
  params: Params,
): ForkchoiceAnswer {
  const state = params.object(0);
  const headHash = asHash(state.headBlockHash, 'headBlockHash');
  if (headHash === ZERO_HASH) return without(invalid(null, 'forkchoice requested update to zero hash'));
  const bad = invalidBlocks.get(headHash);
  if (bad !== undefined) return without(invalid(bad.latestValidHash, bad.reason));
  const head = chain.block(headHash);
  if (head === undefined) return without(syncing());
  // An old head must not undo the chain (Paris, forkchoiceUpdated, point 2).
  if (head.hash !== chain.head.hash && chain.isCanonical(head)) return without(valid(head.hash));
  const finalized = checkpoint(chain, state.finalizedBlockHash, head, 'finalized');
  const safe = checkpoint(chain, state.safeBlockHash, head, 'safe');
  chain.setHead(head, safe, finalized);
  const json = params.optional(1);
  if (json === undefined) return without(valid(head.hash));
  const attributes = readAttributes(chain, head, asObject(json, 'argument 1'));
  return { payloadStatus: valid(head.hash), payloadId: builder.start(head, attributes) };
}

function without(payloadStatus: PayloadStatus): ForkchoiceAnswer {
  return { payloadStatus, payloadId: null };
}

/** Zero means that there is none yet. */
function checkpoint(chain: Chain, value: unknown, head: ChainBlock, name: string): ChainBlock | undefined {
  const hash = asHash(value, `${name}BlockHash`);
  if (hash === ZERO_HASH) return undefined;
  const block = chain.block(hash);
  if (block === undefined) throw invalidForkchoice(`${name} block not available in database`);
  if (!chain.isAncestor(block, head)) throw invalidForkchoice(`${name} block not in canonical chain`);
  return block;
}

function readAttributes(chain: Chain, head: ChainBlock, json: Record<string, unknown>): PayloadAttributes {
  const timestamp = Number(asQuantity(json.timestamp, 'timestamp'));
  if (!Number.isSafeInteger(timestamp)) throw invalidParams('invalid timestamp: cannot unmarshal into uint64');
  const { withdrawals, parentBeaconBlockRoot } = json;
  if (!Array.isArray(withdrawals)) throw invalidAttributes('missing withdrawals');
  if (parentBeaconBlockRoot === undefined || parentBeaconBlockRoot === null)
    throw invalidAttributes('missing beacon root');
  if (!chain.rules.at(head.number + 1, timestamp).isActivatedEIP(4844)) throw unsupportedFork();
  if (timestamp <= head.timestamp) {
    throw invalidAttributes(`invalid timestamp: parent ${head.timestamp} given ${timestamp}`);
  }
  try {
    return {
      timestamp,
      prevRandao: asHash(json.prevRandao, 'prevRandao'),
      suggestedFeeRecipient: asAddress(json.suggestedFeeRecipient, 'suggestedFeeRecipient'),
      parentBeaconBlockRoot: asHash(parentBeaconBlockRoot, 'parentBeaconBlockRoot'),
      withdrawals: withdrawals.map((withdrawal) => withdrawalFromJson(withdrawal as EngineWithdrawal)),
    };
  } catch (error) {
    throw invalidParams(error instanceof Error ? error.message : String(error));
  }
}
