import { ssz } from '@lodestar/types';
import type { PayloadFork } from './chain-spec.ts';
import { ElectraSubmission, FuluSubmission } from './submission-types.ts';

/** The SSZ types of one fork's builder and relay API. */
const ELECTRA = {
  BuilderBid: ssz.electra.BuilderBid,
  SignedBuilderBid: ssz.electra.SignedBuilderBid,
  BlindedBeaconBlock: ssz.electra.BlindedBeaconBlock,
  SignedBlindedBeaconBlock: ssz.electra.SignedBlindedBeaconBlock,
  ExecutionPayloadHeader: ssz.electra.ExecutionPayloadHeader,
  ExecutionPayloadAndBlobsBundle: ssz.deneb.ExecutionPayloadAndBlobsBundle,
  SignedBlockContents: ssz.electra.SignedBlockContents,
  Submission: ElectraSubmission,
};

export type ForkTypes = typeof ELECTRA;

export const FORK_TYPES: Record<PayloadFork, ForkTypes> = {
  electra: ELECTRA,
  fulu: {
    ...ELECTRA,
    ExecutionPayloadAndBlobsBundle: ssz.fulu.ExecutionPayloadAndBlobsBundle,
    SignedBlockContents: ssz.fulu.SignedBlockContents,
    Submission: FuluSubmission,
  },
};
