import { ByteVectorType, ContainerType, type ValueOf } from '@chainsafe/ssz';
import { ssz } from '@lodestar/types';

const { UintNum64, UintBn256, Bytes32, BLSPubkey, BLSSignature } = ssz;

/** A builder's account of its block (relay-specs, `BidTrace`); 236 bytes in SSZ. */
export const BidTrace = new ContainerType(
  {
    slot: UintNum64,
    parentHash: Bytes32,
    blockHash: Bytes32,
    builderPubkey: BLSPubkey,
    proposerPubkey: BLSPubkey,
    proposerFeeRecipient: new ByteVectorType(20),
    gasLimit: UintNum64,
    gasUsed: UintNum64,
    /** Wei. */
    value: UintBn256,
  },
  { typeName: 'BidTrace', jsonCase: 'eth2' },
);

/** `SubmitBlockRequest` of relay-specs, from Electra on. */
export const ElectraSubmission = new ContainerType(
  {
    message: BidTrace,
    executionPayload: ssz.electra.ExecutionPayload,
    blobsBundle: ssz.deneb.BlobsBundle,
    executionRequests: ssz.electra.ExecutionRequests,
    signature: BLSSignature,
  },
  { typeName: 'SubmitBlockRequest', jsonCase: 'eth2' },
);

/** From Fulu on the blobs bundle has 128 cell proofs for each blob. */
export const FuluSubmission = new ContainerType(
  { ...ElectraSubmission.fields, blobsBundle: ssz.fulu.BlobsBundle },
  { typeName: 'SubmitBlockRequest', jsonCase: 'eth2' },
);

export type BidTrace = ValueOf<typeof BidTrace>;
export type Submission = ValueOf<typeof ElectraSubmission>;
