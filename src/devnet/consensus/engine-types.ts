import type { Hex } from '../../lib/hex.ts';

/** Engine API shapes (execution-apis, `src/engine`); quantities and bytes are `0x` hex. */

export interface EngineWithdrawal {
  index: Hex;
  validatorIndex: Hex;
  address: Hex;
  /** Gwei. */
  amount: Hex;
}

/** ExecutionPayloadV3: Cancun, Prague and Osaka. */
export interface EnginePayload {
  parentHash: Hex;
  feeRecipient: Hex;
  stateRoot: Hex;
  receiptsRoot: Hex;
  logsBloom: Hex;
  prevRandao: Hex;
  blockNumber: Hex;
  gasLimit: Hex;
  gasUsed: Hex;
  /** Unix seconds. */
  timestamp: Hex;
  extraData: Hex;
  /** Wei. */
  baseFeePerGas: Hex;
  blockHash: Hex;
  transactions: Hex[];
  withdrawals: EngineWithdrawal[];
  blobGasUsed: Hex;
  excessBlobGas: Hex;
}

/** BlobsBundleV1 has one proof for each blob, BlobsBundleV2 (Osaka) 128 cell proofs for each. */
export interface EngineBlobsBundle {
  commitments: Hex[];
  proofs: Hex[];
  blobs: Hex[];
}

export interface ForkchoiceState {
  headBlockHash: Hex;
  /** The zero hash until there is one. */
  safeBlockHash: Hex;
  /** The zero hash until there is one. */
  finalizedBlockHash: Hex;
}

/** PayloadAttributesV3. */
export interface EnginePayloadAttributes {
  timestamp: Hex;
  prevRandao: Hex;
  suggestedFeeRecipient: Hex;
  withdrawals: EngineWithdrawal[];
  parentBeaconBlockRoot: Hex;
}

export interface PayloadStatus {
  status: 'VALID' | 'INVALID' | 'SYNCING' | 'ACCEPTED' | 'INVALID_BLOCK_HASH';
  latestValidHash: Hex | null;
  validationError: string | null;
}

export interface ForkchoiceResult {
  payloadStatus: PayloadStatus;
  payloadId: Hex | null;
}

/** What getPayloadV4 and V5 answer. */
export interface BuiltPayload {
  executionPayload: EnginePayload;
  /** Wei. */
  blockValue: Hex;
  blobsBundle: EngineBlobsBundle;
  shouldOverrideBuilder: boolean;
  executionRequests: Hex[];
}

/** The part of `eth_getBlockByNumber` that a consensus client reads. */
export interface EngineBlock {
  hash: Hex;
  parentHash: Hex;
  number: Hex;
  timestamp: Hex;
}
