import { isBlob4844Tx, type TypedTransaction } from '@ethereumjs/tx';
import { bytesToHex, type Hex } from '../../lib/hex.ts';
import type { BlobSidecar } from './blob-sidecar.ts';

/** A transaction with what is asked of it again and again. */
export interface PooledTransaction {
  transaction: TypedTransaction;
  hash: Hex;
  sender: Hex;
  nonce: bigint;
  /** The most it pays for a unit of gas. */
  feeCap: bigint;
  /** The most of that which goes to the fee recipient. */
  tipCap: bigint;
  blobFeeCap: bigint;
  /** The most it can cost its sender, in wei. */
  cost: bigint;
  sidecar: BlobSidecar | undefined;
  /** Position in the order of arrival. */
  arrival: number;
}

const BLOB_GAS = 131_072n;
let arrivals = 0;

export function pooledTransaction(
  transaction: TypedTransaction,
  sender: Hex,
  sidecar: BlobSidecar | undefined,
): PooledTransaction {
  const feeCap = 'maxFeePerGas' in transaction ? transaction.maxFeePerGas : transaction.gasPrice;
  const tipCap = 'maxPriorityFeePerGas' in transaction ? transaction.maxPriorityFeePerGas : transaction.gasPrice;
  const blob = isBlob4844Tx(transaction) ? transaction : undefined;
  const blobFeeCap = blob?.maxFeePerBlobGas ?? 0n;
  const blobCost = blob === undefined ? 0n : blobFeeCap * BLOB_GAS * BigInt(blob.numBlobs());
  arrivals += 1;
  return {
    transaction,
    hash: bytesToHex(transaction.hash()),
    sender,
    nonce: transaction.nonce,
    feeCap,
    tipCap,
    blobFeeCap,
    cost: transaction.value + transaction.gasLimit * feeCap + blobCost,
    sidecar,
    arrival: arrivals,
  };
}

/** What the fee recipient gets for a unit of gas; negative when the base fee is not covered. */
export function effectiveTip(pooled: PooledTransaction, baseFee: bigint): bigint {
  const room = pooled.feeCap - baseFee;
  // biome-ignore lint/complexity/useMathMinMax: Math.min takes no bigint
  return pooled.tipCap < room ? pooled.tipCap : room;
}
