import type { ChainForkConfig } from '@lodestar/config';
import { ssz } from '@lodestar/types';
import { bytesToHex } from '../../../lib/hex.ts';
import type { BeaconState, ChainBlock, SignedBeaconBlock } from './types.ts';

export function toChainBlock(signed: SignedBeaconBlock, rootBytes?: Uint8Array): ChainBlock {
  const { message } = signed;
  const root = rootBytes ?? ssz.electra.BeaconBlock.hashTreeRoot(message);
  return {
    slot: message.slot,
    root: bytesToHex(root),
    parentRoot: bytesToHex(message.parentRoot),
    stateRoot: bytesToHex(message.stateRoot),
    executionHash: bytesToHex(message.body.executionPayload.blockHash),
    executionNumber: message.body.executionPayload.blockNumber,
    signed,
  };
}

/**
 * The block that a genesis state stands for: an empty body and no signature. Nobody proposed it; its root is the parent
 * of the first block. The payload inside is empty: the execution genesis is known from the state alone.
 */
export function genesisBlock(config: ChainForkConfig, state: BeaconState): ChainBlock {
  const message = config.getForkTypes(0).BeaconBlock.defaultValue() as SignedBeaconBlock['message'];
  message.stateRoot = state.hashTreeRoot();
  const header = { ...state.latestBlockHeader.toValue(), stateRoot: message.stateRoot };
  const execution = state.latestExecutionPayloadHeader;
  return {
    slot: 0,
    root: bytesToHex(ssz.phase0.BeaconBlockHeader.hashTreeRoot(header)),
    parentRoot: bytesToHex(header.parentRoot),
    stateRoot: bytesToHex(message.stateRoot),
    executionHash: bytesToHex(execution.blockHash),
    executionNumber: execution.blockNumber,
    signed: { message, signature: new Uint8Array(96) },
  };
}
