import { Tree } from '@chainsafe/persistent-merkle-tree';
import type { ChainForkConfig } from '@lodestar/config';
import { ForkSeq, KZG_COMMITMENT_INCLUSION_PROOF_DEPTH } from '@lodestar/params';
import { signedBlockToSignedHeader } from '@lodestar/state-transition';
import { type deneb, ssz } from '@lodestar/types';
import type { BlobsBundle } from '../../consensus/execution-payload.ts';
import type { ChainBlock } from './types.ts';

const NO_PROOF = new Uint8Array(48);

/**
 * A block's blobs as sidecars (consensus-specs, `deneb/p2p-interface.md`). Fulu has cell proofs in place of blob proofs:
 * there the proof of a sidecar is left zero.
 */
export function blobSidecars(config: ChainForkConfig, block: ChainBlock, bundle: BlobsBundle): deneb.BlobSidecars {
  const { body } = block.signed.message;
  const type = ssz.electra.BeaconBlockBody;
  const tree = new Tree(type.toView(body).node);
  const isFulu = config.getForkSeq(block.slot) >= ForkSeq.fulu;
  const signedBlockHeader = signedBlockToSignedHeader(config, block.signed);
  return bundle.blobs.map((blob, index) => ({
    index,
    blob,
    kzgCommitment: body.blobKzgCommitments[index] ?? NO_PROOF,
    kzgProof: (isFulu ? undefined : bundle.proofs[index]) ?? NO_PROOF,
    signedBlockHeader,
    kzgCommitmentInclusionProof: tree
      .getSingleProof(type.getPathInfo(['blobKzgCommitments', index]).gindex)
      .slice(0, KZG_COMMITMENT_INCLUSION_PROOF_DEPTH),
  }));
}
