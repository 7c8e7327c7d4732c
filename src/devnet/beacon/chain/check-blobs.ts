import { CELLS_PER_EXT_BLOB, ForkSeq } from '@lodestar/params';
import type { BlobsBundle } from '../../consensus/execution-payload.ts';
import { BlockError } from './block-error.ts';
import type { SignedBeaconBlock } from './types.ts';

/**
 * The blobs must be as many as the commitments in the block, each with its proofs. The proofs themselves are not
 * computed here: blobs come from our own execution client or from the relay that we asked.
 * Throws `BlockError` `invalid-blobs`.
 */
export function checkBlobs(signed: SignedBeaconBlock, bundle: BlobsBundle, fork: ForkSeq): void {
  const expected = signed.message.body.blobKzgCommitments.length;
  const proofs = expected * (fork >= ForkSeq.fulu ? CELLS_PER_EXT_BLOB : 1);
  if (bundle.blobs.length === expected && bundle.proofs.length === proofs) return;
  throw new BlockError(
    'invalid-blobs',
    `${bundle.blobs.length} blobs with ${bundle.proofs.length} proofs for ${expected} commitments`,
  );
}
