import { isBlob4844Tx } from '@ethereumjs/tx';
import { bytesToHex, type Hex, quantity } from '../../../lib/hex.ts';
import type { ChainBlock } from '../chain-block.ts';
import { effectiveGasPrice } from './format-transaction.ts';

export interface LogJson {
  address: Hex;
  topics: Hex[];
  data: Hex;
  blockNumber: Hex;
  transactionHash: Hex;
  transactionIndex: Hex;
  blockHash: Hex;
  blockTimestamp: Hex;
  logIndex: Hex;
  removed: boolean;
}

/** The logs of every transaction of a block; indexes run through the whole block. */
export function formatLogs({ block, hash, number, timestamp, receipts }: ChainBlock, removed = false): LogJson[][] {
  let logIndex = 0;
  return receipts.map(({ logs }, index) => {
    const transaction = block.transactions[index];
    return logs.map(([address, topics, data]) => ({
      address: bytesToHex(address),
      topics: topics.map(bytesToHex),
      data: bytesToHex(data),
      blockNumber: quantity(number),
      transactionHash: transaction === undefined ? '0x' : bytesToHex(transaction.hash()),
      transactionIndex: quantity(index),
      blockHash: hash,
      blockTimestamp: quantity(timestamp),
      logIndex: quantity(logIndex++),
      removed,
    }));
  });
}

export function formatReceipts(chainBlock: ChainBlock): Record<string, unknown>[] {
  const logs = formatLogs(chainBlock);
  return chainBlock.block.transactions.map((_, index) => formatReceipt(chainBlock, index, logs[index] ?? []));
}

export function formatReceipt(chainBlock: ChainBlock, index: number, logs: LogJson[]): Record<string, unknown> {
  const { block, hash, number, receipts, senders } = chainBlock;
  const receipt = receipts[index];
  const transaction = block.transactions[index];
  if (receipt === undefined || transaction === undefined)
    throw new RangeError(`block ${number} has no receipt ${index}`);
  const { header, common } = block;
  const blob = isBlob4844Tx(transaction)
    ? {
        blobGasUsed: quantity(BigInt(transaction.numBlobs()) * common.param('blobGasPerBlob')),
        blobGasPrice: quantity(header.getBlobGasPrice()),
      }
    : {};
  return {
    ...blob,
    blockHash: hash,
    blockNumber: quantity(number),
    contractAddress: receipt.contractAddress ?? null,
    cumulativeGasUsed: quantity(receipt.cumulativeGasUsed),
    effectiveGasPrice: quantity(effectiveGasPrice(transaction, chainBlock)),
    from: senders[index],
    gasUsed: quantity(receipt.gasUsed),
    logs,
    logsBloom: bytesToHex(receipt.logsBloom),
    status: receipt.succeeded ? '0x1' : '0x0',
    to: transaction.to === undefined ? null : bytesToHex(transaction.to.bytes),
    transactionHash: bytesToHex(transaction.hash()),
    transactionIndex: quantity(index),
    type: quantity(transaction.type),
  };
}
