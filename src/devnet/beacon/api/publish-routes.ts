import type { routes } from '@lodestar/api/beacon';
import { ApiError, type ApplicationMethods } from '@lodestar/api/server';
import { ForkName } from '@lodestar/params';
import { messageOf } from '../../../lib/errors.ts';
import type { BlobsBundle } from '../../consensus/execution-payload.ts';
import { BlockError } from '../chain/block-error.ts';
import type { SignedBeaconBlock, SignedBlindedBlock } from '../chain/types.ts';
import { unblind } from '../validators/make-block.ts';
import { type ApiContext, badRequest } from './api-context.ts';
import { rethrowBuilderError } from './builder-refusal.ts';

type Methods = ApplicationMethods<routes.beacon.Endpoints>;
type PublishRoutes = Pick<Methods, 'publishBlockV2' | 'publishBlindedBlockV2'>;

const REVEAL_TIMEOUT_MS = 4000;

/**
 * Blocks from outside. All of them are verified wholly before the answer, whatever `broadcast_validation` asks for:
 * 200 means that the block is the head, or was taken before.
 */
export function publishRoutes({ chain, importer, builder, log }: ApiContext): PublishRoutes {
  const publish = async (signed: SignedBeaconBlock, blobs: BlobsBundle) => {
    try {
      await importer.import({ signed, blobs, source: 'api' });
    } catch (error) {
      if (error instanceof BlockError && error.refusal === 'already-known') return;
      log.warn('published block refused', { slot: signed.message.slot, reason: messageOf(error) });
      throw toApiError(error);
    }
  };
  return {
    publishBlockV2: async ({ signedBlockContents }) => {
      const { signedBlock, kzgProofs, blobs } = signedBlockContents as SignedContents;
      await publish(signedBlock, {
        commitments: signedBlock.message.body.blobKzgCommitments,
        proofs: kzgProofs,
        blobs,
      });
    },
    publishBlindedBlockV2: async ({ signedBlindedBlock }) => {
      if (builder === undefined) throw badRequest('a blinded block needs a builder, and there is none: see --builder');
      const signed = signedBlindedBlock as SignedBlindedBlock;
      const fork = chain.config.getForkName(signed.message.slot);
      // From Fulu on the builder publishes the whole block, to this node among others.
      if (fork !== ForkName.electra) {
        return builder.submitBlindedBlock(signed, fork, REVEAL_TIMEOUT_MS).catch(rethrowBuilderError);
      }
      const revealed = builder.revealPayload(signed, fork, REVEAL_TIMEOUT_MS);
      const { payload, blobs } = await revealed.catch(rethrowBuilderError);
      await publish(unblind(signed, payload), blobs);
    },
  };
}

interface SignedContents {
  signedBlock: SignedBeaconBlock;
  kzgProofs: Uint8Array[];
  blobs: Uint8Array[];
}

function toApiError(error: unknown): unknown {
  if (!(error instanceof BlockError)) return error;
  return new ApiError(error.refusal === 'execution-unavailable' ? 503 : 400, error.message);
}
