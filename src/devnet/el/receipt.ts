import { RLP } from '@ethereumjs/rlp';
import type { TypedTransaction } from '@ethereumjs/tx';
import { bigIntToUnpaddedBytes, generateAddress } from '@ethereumjs/util';
import { bytesToHex, type Hex, hexToBytes } from '../../lib/hex.ts';

/** Address, topics, data. */
export type Log = [address: Uint8Array, topics: Uint8Array[], data: Uint8Array];

export interface Receipt {
  type: number;
  succeeded: boolean;
  gasUsed: bigint;
  cumulativeGasUsed: bigint;
  logsBloom: Uint8Array;
  logs: Log[];
  contractAddress: Hex | undefined;
}

/** The consensus encoding of a receipt (EIP-2718). */
export function encodeReceipt(receipt: Receipt): Uint8Array {
  const body = RLP.encode([
    receipt.succeeded ? Uint8Array.of(1) : new Uint8Array(),
    receipt.cumulativeGasUsed,
    receipt.logsBloom,
    receipt.logs,
  ]);
  if (receipt.type === 0) return body;
  const encoded = new Uint8Array(body.length + 1);
  encoded[0] = receipt.type;
  encoded.set(body, 1);
  return encoded;
}

/** The receipts of a block from their consensus encodings; the rest follows from the transactions and their senders. */
export function decodeReceipts(
  encoded: readonly Uint8Array[],
  transactions: readonly TypedTransaction[],
  senders: readonly Hex[],
): Receipt[] {
  let before = 0n;
  return transactions.map((transaction, index) => {
    const bytes = encoded[index] ?? new Uint8Array();
    const body = transaction.type === 0 ? bytes : bytes.subarray(1);
    const [status, cumulative, logsBloom, logs] = RLP.decode(body) as [Uint8Array, Uint8Array, Uint8Array, Log[]];
    const cumulativeGasUsed = BigInt(bytesToHex(cumulative));
    const gasUsed = cumulativeGasUsed - before;
    before = cumulativeGasUsed;
    return {
      type: transaction.type,
      succeeded: status.length > 0,
      gasUsed,
      cumulativeGasUsed,
      logsBloom,
      logs,
      contractAddress: createdAddress(transaction, senders[index] ?? '0x'),
    };
  });
}

/** The address of the contract that a transaction creates, whether it succeeds or not. */
export function createdAddress(transaction: TypedTransaction, sender: Hex): Hex | undefined {
  if (transaction.to !== undefined) return undefined;
  return bytesToHex(generateAddress(hexToBytes(sender), bigIntToUnpaddedBytes(transaction.nonce)));
}
