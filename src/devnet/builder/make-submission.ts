import type { SecretKey } from '@chainsafe/blst';
import { hexToBytes } from '../../lib/hex.ts';
import { signingRoot } from '../consensus/builder-domain.ts';
import type { BuiltPayload } from '../consensus/engine-types.ts';
import { blobsBundleFromEngine, payloadFromEngine, requestsFromEngine } from '../consensus/execution-payload.ts';
import { BidTrace, type Submission } from '../relay/submission-types.ts';

export interface SubmissionParts {
  slot: number;
  /** `0x` hex. */
  proposer: string;
  built: BuiltPayload;
  /** Part of the block's value that is bid, in hundredths. */
  bidPercent: number;
  secret: SecretKey;
  builderDomain: Uint8Array;
}

/** The signed bid for a payload whose fee recipient is the proposer's: its value is what the block earns there. */
export function makeSubmission(parts: SubmissionParts): Submission {
  const { slot, proposer, built, secret } = parts;
  const executionPayload = payloadFromEngine(built.executionPayload);
  const message: BidTrace = {
    slot,
    parentHash: executionPayload.parentHash,
    blockHash: executionPayload.blockHash,
    builderPubkey: secret.toPublicKey().toBytes(),
    proposerPubkey: hexToBytes(proposer),
    proposerFeeRecipient: executionPayload.feeRecipient,
    gasLimit: executionPayload.gasLimit,
    gasUsed: executionPayload.gasUsed,
    value: (BigInt(built.blockValue) * BigInt(parts.bidPercent)) / 100n,
  };
  return {
    message,
    executionPayload,
    blobsBundle: blobsBundleFromEngine(built.blobsBundle),
    executionRequests: requestsFromEngine(built.executionRequests),
    signature: secret.sign(signingRoot(BidTrace.hashTreeRoot(message), parts.builderDomain)).toBytes(),
  };
}
