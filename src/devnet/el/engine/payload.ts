import { createHash } from 'node:crypto';
import { Block, createBlockHeader, genTransactionsTrieRoot, genWithdrawalsTrieRoot } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import type { TypedTransaction } from '@ethereumjs/tx';
import { concatBytes, createWithdrawal, type Withdrawal } from '@ethereumjs/util';
import { bytesToHex, type Hex, hexToBytes, quantity } from '../../../lib/hex.ts';
import type { EnginePayload, EngineWithdrawal } from '../../consensus/engine-types.ts';

export function payloadOfBlock(block: Block): EnginePayload {
  const { header } = block;
  return {
    parentHash: bytesToHex(header.parentHash),
    feeRecipient: bytesToHex(header.coinbase.bytes),
    stateRoot: bytesToHex(header.stateRoot),
    receiptsRoot: bytesToHex(header.receiptTrie),
    logsBloom: bytesToHex(header.logsBloom),
    prevRandao: bytesToHex(header.mixHash),
    blockNumber: quantity(header.number),
    gasLimit: quantity(header.gasLimit),
    gasUsed: quantity(header.gasUsed),
    timestamp: quantity(header.timestamp),
    extraData: bytesToHex(header.extraData),
    baseFeePerGas: quantity(header.baseFeePerGas ?? 0n),
    blockHash: bytesToHex(block.hash()),
    transactions: block.transactions.map((transaction) => bytesToHex(transaction.serialize())),
    withdrawals: withdrawalsOfBlock(block),
    blobGasUsed: quantity(header.blobGasUsed ?? 0n),
    excessBlobGas: quantity(header.excessBlobGas ?? 0n),
  };
}

export function withdrawalsOfBlock(block: Block): EngineWithdrawal[] {
  return (block.withdrawals ?? []).map(withdrawalToJson);
}

export function withdrawalToJson({ index, validatorIndex, address, amount }: Withdrawal): EngineWithdrawal {
  return {
    index: quantity(index),
    validatorIndex: quantity(validatorIndex),
    address: bytesToHex(address.bytes),
    amount: quantity(amount),
  };
}

export function withdrawalFromJson(json: EngineWithdrawal): Withdrawal {
  return createWithdrawal({
    index: json.index,
    validatorIndex: json.validatorIndex,
    address: json.address,
    amount: json.amount,
  });
}

/** The commitment of a header to its requests (EIP-7685); empty requests must have been left out. */
export function requestsHash(requests: readonly Uint8Array[]): Uint8Array {
  const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());
  return sha256(concatBytes(...requests.map(sha256)));
}

/** The block that a payload stands for. Throws when its header is malformed or its hash is another one. */
export async function blockOfPayload(
  payload: EnginePayload,
  transactions: TypedTransaction[],
  parentBeaconBlockRoot: Hex,
  requests: readonly Hex[],
  common: Common,
): Promise<Block> {
  const withdrawals = payload.withdrawals.map(withdrawalFromJson);
  const trie = () => new MerklePatriciaTrie({ common });
  const header = createBlockHeader(
    {
      parentHash: payload.parentHash,
      coinbase: payload.feeRecipient,
      stateRoot: payload.stateRoot,
      transactionsTrie: await genTransactionsTrieRoot(transactions, trie()),
      receiptTrie: payload.receiptsRoot,
      logsBloom: payload.logsBloom,
      number: payload.blockNumber,
      gasLimit: payload.gasLimit,
      gasUsed: payload.gasUsed,
      timestamp: payload.timestamp,
      extraData: payload.extraData,
      mixHash: payload.prevRandao,
      baseFeePerGas: payload.baseFeePerGas,
      withdrawalsRoot: await genWithdrawalsTrieRoot(withdrawals, trie()),
      blobGasUsed: payload.blobGasUsed,
      excessBlobGas: payload.excessBlobGas,
      parentBeaconBlockRoot,
      requestsHash: requestsHash(requests.map(hexToBytes)),
    },
    { common },
  );
  const block = new Block(header, transactions, [], withdrawals, { common });
  const hash = bytesToHex(block.hash());
  if (hash !== payload.blockHash.toLowerCase()) {
    throw new Error(`blockhash mismatch, want ${payload.blockHash}, got ${hash}`);
  }
  return block;
}
