import {
  DataAvailabilityStatus,
  ExecutionPayloadStatus,
  stateTransition,
  verifyProposerSignature,
} from '@lodestar/state-transition';
import { ssz } from '@lodestar/types';
import { messageOf } from '../../../lib/errors.ts';
import { bytesToHex } from '../../../lib/hex.ts';
import { BlockError } from './block-error.ts';
import type { AnySignedBlock, BeaconState, SignedBeaconBlock } from './types.ts';

/** The execution client judges payloads, and blobs come with their block: neither is asked here. */
const EXTERNAL = {
  executionPayloadStatus: ExecutionPayloadStatus.valid,
  dataAvailabilityStatus: DataAvailabilityStatus.Available,
};

/**
 * Applies a block to its parent's state, already advanced to the block's slot, and checks every signature in it except
 * the proposer's own. The state root inside is not looked at. Throws `BlockError` `invalid-block`.
 */
export function applyBlock(advanced: BeaconState, signed: AnySignedBlock): BeaconState {
  try {
    return stateTransition(advanced, signed, {
      ...EXTERNAL,
      verifyStateRoot: false,
      verifyProposer: false,
      verifySignatures: true,
    }) as BeaconState;
  } catch (error) {
    throw new BlockError('invalid-block', messageOf(error), error);
  }
}

/** Throws `BlockError` `invalid-block`. */
export function verifyProposer(state: BeaconState, signed: AnySignedBlock): void {
  let valid = false;
  try {
    valid = verifyProposerSignature(state.config, state.epochCtx.pubkeyCache, signed);
  } catch (error) {
    throw new BlockError('invalid-block', `proposer signature: ${messageOf(error)}`, error);
  }
  if (!valid) throw new BlockError('invalid-block', 'the proposer signature is not valid');
}

/** Throws `BlockError` `invalid-block`. */
export function verifyStateRoot(postState: BeaconState, signed: SignedBeaconBlock): void {
  const root = postState.hashTreeRoot();
  if (ssz.Root.equals(root, signed.message.stateRoot)) return;
  const claimed = bytesToHex(signed.message.stateRoot);
  throw new BlockError('invalid-block', `state root is ${bytesToHex(root)}, the block says ${claimed}`);
}

/** Replays a block that was verified when it first came. */
export function replayBlock(advanced: BeaconState, signed: SignedBeaconBlock): BeaconState {
  return stateTransition(advanced, signed, {
    ...EXTERNAL,
    verifyStateRoot: true,
    verifyProposer: false,
    verifySignatures: false,
  }) as BeaconState;
}
