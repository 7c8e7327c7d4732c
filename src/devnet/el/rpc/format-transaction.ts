import { isBlob4844Tx, type TypedTransaction } from '@ethereumjs/tx';
import { bytesToHex, type Hex, quantity } from '../../../lib/hex.ts';
import type { ChainBlock } from '../chain-block.ts';

export interface Place {
  block: ChainBlock;
  index: number;
}

/** A transaction as geth shows it; without a place it is pending. */
export function formatTransaction(transaction: TypedTransaction, sender: Hex, place?: Place): Record<string, unknown> {
  const { v, r, s } = transaction;
  const typed = transaction.type !== 0;
  return {
    blockHash: place?.block.hash ?? null,
    blockNumber: place === undefined ? null : quantity(place.block.number),
    transactionIndex: place === undefined ? null : quantity(place.index),
    from: sender,
    gas: quantity(transaction.gasLimit),
    hash: bytesToHex(transaction.hash()),
    input: bytesToHex(transaction.data),
    nonce: quantity(transaction.nonce),
    to: transaction.to === undefined ? null : bytesToHex(transaction.to.bytes),
    value: quantity(transaction.value),
    type: quantity(transaction.type),
    ...feeFields(transaction, place?.block),
    ...(typed || transaction.supports(155) ? { chainId: quantity(transaction.common.chainId()) } : {}),
    ...listFields(transaction),
    v: quantity(v ?? 0n),
    r: quantity(r ?? 0n),
    s: quantity(s ?? 0n),
    ...(typed ? { yParity: quantity(v ?? 0n) } : {}),
  };
}

/** What a unit of gas cost (or, still pending, may cost). */
export function effectiveGasPrice(transaction: TypedTransaction, block: ChainBlock | undefined): bigint {
  if (!('maxFeePerGas' in transaction)) return transaction.gasPrice;
  const baseFee = block?.block.header.baseFeePerGas;
  if (baseFee === undefined) return transaction.maxFeePerGas;
  return baseFee + transaction.getEffectivePriorityFee(baseFee);
}

function feeFields(transaction: TypedTransaction, block: ChainBlock | undefined): Record<string, Hex> {
  const fields = { gasPrice: quantity(effectiveGasPrice(transaction, block)) };
  if (!('maxFeePerGas' in transaction)) return fields;
  return {
    ...fields,
    maxFeePerGas: quantity(transaction.maxFeePerGas),
    maxPriorityFeePerGas: quantity(transaction.maxPriorityFeePerGas),
  };
}

function listFields(transaction: TypedTransaction): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  if ('accessList' in transaction) {
    fields.accessList = transaction.accessList.map(([address, keys]) => ({
      address: bytesToHex(address),
      storageKeys: keys.map(bytesToHex),
    }));
  }
  if (isBlob4844Tx(transaction)) {
    fields.maxFeePerBlobGas = quantity(transaction.maxFeePerBlobGas);
    fields.blobVersionedHashes = transaction.blobVersionedHashes;
  }
  if ('authorizationList' in transaction) {
    fields.authorizationList = transaction.authorizationList.map(([chainId, address, nonce, yParity, r, s]) => ({
      chainId: quantityOf(chainId),
      address: bytesToHex(address),
      nonce: quantityOf(nonce),
      yParity: quantityOf(yParity),
      r: quantityOf(r),
      s: quantityOf(s),
    }));
  }
  return fields;
}

function quantityOf(bytes: Uint8Array): Hex {
  return bytes.length === 0 ? '0x0' : quantity(BigInt(bytesToHex(bytes)));
}
