import type { CachedBeaconStateElectra } from '@lodestar/state-transition';
import type { electra } from '@lodestar/types';
import type { Hex } from '../../../lib/hex.ts';
import type { BlobsBundle } from '../../consensus/execution-payload.ts';

/** Electra's fields; a Fulu state has one more, which only the library reads. */
export type BeaconState = CachedBeaconStateElectra;
/** Identical on Electra and Fulu. */
export type SignedBeaconBlock = electra.SignedBeaconBlock;
export type SignedBlindedBlock = electra.SignedBlindedBeaconBlock;
export type AnySignedBlock = SignedBeaconBlock | SignedBlindedBlock;
export type Attestation = electra.Attestation;

/** Where the payload of a block came from. */
export type BlockSource = 'local' | 'builder' | 'api' | 'stored';

/** A block that the chain has executed and accepted. */
export interface ChainBlock {
  slot: number;
  root: Hex;
  parentRoot: Hex;
  stateRoot: Hex;
  /** Hash and number of the execution payload inside. */
  executionHash: Hex;
  executionNumber: number;
  signed: SignedBeaconBlock;
}

/** A block on its way into the chain. */
export interface BlockInput {
  signed: SignedBeaconBlock;
  blobs: BlobsBundle;
  source: BlockSource;
}
