import type { SecretKey } from '@chainsafe/blst';
import { DOMAIN_BEACON_PROPOSER, DOMAIN_RANDAO, SLOTS_PER_EPOCH } from '@lodestar/params';
import { computeSigningRoot } from '@lodestar/state-transition';
import { type electra, ssz } from '@lodestar/types';
import type { ExecutionPayload, ExecutionPayloadHeader, ExecutionRequests } from '../../consensus/execution-payload.ts';
import type { BeaconState, SignedBeaconBlock } from '../chain/types.ts';
import { applyBlock, verifyProposer } from '../chain/verify-block.ts';
import type { AttestationPool } from './attestation-pool.ts';
import type { SyncAggregator } from './sync-aggregator.ts';

const NO_SIGNATURE = new Uint8Array(96);
const ZERO_ROOT = new Uint8Array(32);

export interface BlockFrame {
  /** Advanced to the block's slot. */
  state: BeaconState;
  parentRoot: Uint8Array;
  proposerKey: SecretKey;
  attestations: AttestationPool;
  syncAggregator: SyncAggregator;
  /** 32 bytes. */
  graffiti: Uint8Array;
}

export interface BlockPayload<Payload> {
  payload: Payload;
  commitments: Uint8Array[];
  requests: ExecutionRequests;
}

/** A signed block together with the state after it. */
export interface MadeBlock<Signed> {
  signed: Signed;
  postState: BeaconState;
}

/** Everything of a block body except the payload; the same for a full and for a blinded block. */
type BodyFrame = Omit<electra.BeaconBlockBody, 'executionPayload' | 'blobKzgCommitments' | 'executionRequests'>;

export function makeBodyFrame(frame: BlockFrame): BodyFrame {
  const { state, parentRoot, proposerKey } = frame;
  const epoch = Math.floor(state.slot / SLOTS_PER_EPOCH);
  const randaoDomain = state.config.getDomain(state.slot, DOMAIN_RANDAO, state.slot);
  return {
    randaoReveal: proposerKey.sign(computeSigningRoot(ssz.Epoch, epoch, randaoDomain)).toBytes(),
    eth1Data: state.eth1Data.toValue(),
    graffiti: frame.graffiti,
    proposerSlashings: [],
    attesterSlashings: [],
    attestations: frame.attestations.select(state),
    deposits: [],
    voluntaryExits: [],
    syncAggregate: frame.syncAggregator.make(state, parentRoot),
    blsToExecutionChanges: [],
  };
}

/** A full block, applied, signed, and its own signature checked. Throws `BlockError` `invalid-block`. */
export function makeBlock(
  frame: BlockFrame,
  body: BodyFrame,
  content: BlockPayload<ExecutionPayload>,
): MadeBlock<SignedBeaconBlock> {
  const message: electra.BeaconBlock = {
    ...blockFields(frame),
    body: {
      ...body,
      executionPayload: content.payload,
      blobKzgCommitments: content.commitments,
      executionRequests: content.requests,
    },
  };
  const postState = applyBlock(frame.state, { message, signature: NO_SIGNATURE });
  const complete = { ...message, stateRoot: postState.hashTreeRoot() };
  const signed = { message: complete, signature: sign(frame, ssz.electra.BeaconBlock.hashTreeRoot(complete)) };
  verifyProposer(frame.state, signed);
  return { signed, postState };
}

/** As `makeBlock`, with the payload's header in place of the payload. Throws `BlockError` `invalid-block`. */
export function makeBlindedBlock(
  frame: BlockFrame,
  body: BodyFrame,
  content: BlockPayload<ExecutionPayloadHeader>,
): MadeBlock<electra.SignedBlindedBeaconBlock> {
  const message: electra.BlindedBeaconBlock = {
    ...blockFields(frame),
    body: {
      ...body,
      executionPayloadHeader: content.payload,
      blobKzgCommitments: content.commitments,
      executionRequests: content.requests,
    },
  };
  const postState = applyBlock(frame.state, { message, signature: NO_SIGNATURE });
  const complete = { ...message, stateRoot: postState.hashTreeRoot() };
  const signed = { message: complete, signature: sign(frame, ssz.electra.BlindedBeaconBlock.hashTreeRoot(complete)) };
  verifyProposer(frame.state, signed);
  return { signed, postState };
}

/** Puts the revealed payload in place of its header. */
export function unblind(blinded: electra.SignedBlindedBeaconBlock, payload: ExecutionPayload): SignedBeaconBlock {
  const { executionPayloadHeader: _, ...body } = blinded.message.body;
  return {
    message: { ...blinded.message, body: { ...body, executionPayload: payload } },
    signature: blinded.signature,
  };
}

function blockFields({ state, parentRoot }: BlockFrame) {
  return {
    slot: state.slot,
    proposerIndex: state.epochCtx.getBeaconProposer(state.slot),
    parentRoot,
    stateRoot: ZERO_ROOT,
  };
}

function sign({ state, proposerKey }: BlockFrame, root: Uint8Array): Uint8Array {
  const domain = state.config.getDomain(state.slot, DOMAIN_BEACON_PROPOSER, state.slot);
  return proposerKey.sign(ssz.phase0.SigningData.hashTreeRoot({ objectRoot: root, domain })).toBytes();
}
