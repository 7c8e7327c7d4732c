import { type electra, type fulu, ssz } from '@lodestar/types';
import { bytesToHex, type Hex, hexToBytes, quantity } from '../../lib/hex.ts';
import type { EngineBlobsBundle, EnginePayload, EngineWithdrawal } from './engine-types.ts';

/** Identical from Deneb to Fulu. */
export type ExecutionPayload = electra.ExecutionPayload;
export type ExecutionPayloadHeader = electra.ExecutionPayloadHeader;
export type ExecutionRequests = electra.ExecutionRequests;
/** One proof per blob on Electra, 128 cell proofs per blob on Fulu; the shape is the same. */
export type BlobsBundle = fulu.BlobsBundle;
export type Withdrawal = ExecutionPayload['withdrawals'][number];

/** Engine API `ExecutionPayloadV3` to SSZ. Throws a `RangeError` on malformed hex. */
export function payloadFromEngine(json: EnginePayload): ExecutionPayload {
  return {
    parentHash: hexToBytes(json.parentHash),
    feeRecipient: hexToBytes(json.feeRecipient),
    stateRoot: hexToBytes(json.stateRoot),
    receiptsRoot: hexToBytes(json.receiptsRoot),
    logsBloom: hexToBytes(json.logsBloom),
    prevRandao: hexToBytes(json.prevRandao),
    blockNumber: Number(json.blockNumber),
    gasLimit: Number(json.gasLimit),
    gasUsed: Number(json.gasUsed),
    timestamp: Number(json.timestamp),
    extraData: hexToBytes(json.extraData),
    baseFeePerGas: BigInt(json.baseFeePerGas),
    blockHash: hexToBytes(json.blockHash),
    transactions: json.transactions.map(hexToBytes),
    withdrawals: json.withdrawals.map(withdrawalFromEngine),
    blobGasUsed: BigInt(json.blobGasUsed),
    excessBlobGas: BigInt(json.excessBlobGas),
  };
}

/** SSZ to Engine API `ExecutionPayloadV3`. */
export function payloadToEngine(payload: ExecutionPayload): EnginePayload {
  return {
    parentHash: bytesToHex(payload.parentHash),
    feeRecipient: bytesToHex(payload.feeRecipient),
    stateRoot: bytesToHex(payload.stateRoot),
    receiptsRoot: bytesToHex(payload.receiptsRoot),
    logsBloom: bytesToHex(payload.logsBloom),
    prevRandao: bytesToHex(payload.prevRandao),
    blockNumber: quantity(payload.blockNumber),
    gasLimit: quantity(payload.gasLimit),
    gasUsed: quantity(payload.gasUsed),
    timestamp: quantity(payload.timestamp),
    extraData: bytesToHex(payload.extraData),
    baseFeePerGas: quantity(payload.baseFeePerGas),
    blockHash: bytesToHex(payload.blockHash),
    transactions: payload.transactions.map(bytesToHex),
    withdrawals: payload.withdrawals.map(withdrawalToEngine),
    blobGasUsed: quantity(payload.blobGasUsed),
    excessBlobGas: quantity(payload.excessBlobGas),
  };
}

export function withdrawalToEngine(withdrawal: Withdrawal): EngineWithdrawal {
  return {
    index: quantity(withdrawal.index),
    validatorIndex: quantity(withdrawal.validatorIndex),
    address: bytesToHex(withdrawal.address),
    amount: quantity(withdrawal.amount),
  };
}

function withdrawalFromEngine(json: EngineWithdrawal): Withdrawal {
  return {
    index: Number(json.index),
    validatorIndex: Number(json.validatorIndex),
    address: hexToBytes(json.address),
    amount: BigInt(json.amount),
  };
}

/** The payload with the roots of its lists in place of the lists. */
export function payloadToHeader(payload: ExecutionPayload): ExecutionPayloadHeader {
  const { transactions, withdrawals, ...rest } = payload;
  return {
    ...rest,
    transactionsRoot: ssz.bellatrix.Transactions.hashTreeRoot(transactions),
    withdrawalsRoot: ssz.capella.Withdrawals.hashTreeRoot(withdrawals),
  };
}

/**
 * Engine API `executionRequests` (EIP-7685: one type byte, then the SSZ list; ascending types, none empty) to SSZ.
 * Throws a `RangeError` on an unknown type.
 */
export function requestsFromEngine(list: readonly string[]): ExecutionRequests {
  const requests: ExecutionRequests = { deposits: [], withdrawals: [], consolidations: [] };
  for (const item of list) {
    const bytes = hexToBytes(item);
    const data = bytes.subarray(1);
    if (bytes[0] === 0) requests.deposits = ssz.electra.DepositRequests.deserialize(data);
    else if (bytes[0] === 1) requests.withdrawals = ssz.electra.WithdrawalRequests.deserialize(data);
    else if (bytes[0] === 2) requests.consolidations = ssz.electra.ConsolidationRequests.deserialize(data);
    else throw new RangeError(`execution request of unknown type ${bytes[0]}`);
  }
  return requests;
}

/** SSZ to Engine API `executionRequests`: ascending types, empty lists left out. */
export function requestsToEngine(requests: ExecutionRequests): Hex[] {
  const lists: [number, number, () => Uint8Array][] = [
    [0, requests.deposits.length, () => ssz.electra.DepositRequests.serialize(requests.deposits)],
    [1, requests.withdrawals.length, () => ssz.electra.WithdrawalRequests.serialize(requests.withdrawals)],
    [2, requests.consolidations.length, () => ssz.electra.ConsolidationRequests.serialize(requests.consolidations)],
  ];
  return lists
    .filter(([, length]) => length > 0)
    .map(([type, , serialize]) => bytesToHex(Buffer.concat([Uint8Array.of(type), serialize()])));
}

/** Engine API `BlobsBundleV1` or `V2` to SSZ. */
export function blobsBundleFromEngine(json: EngineBlobsBundle): BlobsBundle {
  return {
    commitments: json.commitments.map(hexToBytes),
    proofs: json.proofs.map(hexToBytes),
    blobs: json.blobs.map(hexToBytes),
  };
}

/** SSZ to Engine API `BlobsBundleV1` or `V2`. */
export function blobsBundleToEngine(bundle: BlobsBundle): EngineBlobsBundle {
  return {
    commitments: bundle.commitments.map(bytesToHex),
    proofs: bundle.proofs.map(bytesToHex),
    blobs: bundle.blobs.map(bytesToHex),
  };
}
