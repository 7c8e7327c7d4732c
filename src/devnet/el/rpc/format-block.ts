import type { Block } from '@ethereumjs/block';
import { bytesToHex, type Hex, quantity } from '../../../lib/hex.ts';
import type { ChainBlock } from '../chain-block.ts';
import { withdrawalsOfBlock } from '../engine/payload.ts';
import { formatTransaction } from './format-transaction.ts';

/** A header as `newHeads` and the header part of `eth_getBlockBy*` show it. */
export function formatHeader(block: Block): Record<string, unknown> {
  const { header } = block;
  const fields: Record<string, bigint | Uint8Array | undefined> = {
    baseFeePerGas: header.baseFeePerGas,
    withdrawalsRoot: header.withdrawalsRoot,
    blobGasUsed: header.blobGasUsed,
    excessBlobGas: header.excessBlobGas,
    parentBeaconBlockRoot: header.parentBeaconBlockRoot,
    requestsHash: header.requestsHash,
  };
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    number: quantity(header.number),
    hash: bytesToHex(block.hash()),
    parentHash: bytesToHex(header.parentHash),
    nonce: bytesToHex(header.nonce),
    mixHash: bytesToHex(header.mixHash),
    sha3Uncles: bytesToHex(header.uncleHash),
    logsBloom: bytesToHex(header.logsBloom),
    stateRoot: bytesToHex(header.stateRoot),
    miner: bytesToHex(header.coinbase.bytes),
    difficulty: quantity(header.difficulty),
    extraData: bytesToHex(header.extraData),
    gasLimit: quantity(header.gasLimit),
    gasUsed: quantity(header.gasUsed),
    timestamp: quantity(header.timestamp),
    transactionsRoot: bytesToHex(header.transactionsTrie),
    receiptsRoot: bytesToHex(header.receiptTrie),
    ...Object.fromEntries(present.map(([name, value]) => [name, hexOf(value as bigint | Uint8Array)])),
  };
}

export function formatBlock(chainBlock: ChainBlock, full: boolean): Record<string, unknown> {
  const { block } = chainBlock;
  return {
    ...formatHeader(block),
    size: quantity(block.serialize().length),
    uncles: block.uncleHeaders.map((uncle) => bytesToHex(uncle.hash())),
    transactions: block.transactions.map((transaction, index): Hex | object =>
      full
        ? formatTransaction(transaction, chainBlock.senders[index] ?? '0x', { block: chainBlock, index })
        : bytesToHex(transaction.hash()),
    ),
    ...(block.withdrawals === undefined ? {} : { withdrawals: withdrawalsOfBlock(block) }),
  };
}

/** A block that nobody has proposed yet, as geth shows it: what the proposer decides is null. */
export function formatPendingBlock(chainBlock: ChainBlock, full: boolean): Record<string, unknown> {
  const formatted = formatBlock(chainBlock, full);
  return { ...formatted, hash: null, nonce: null, miner: null };
}

function hexOf(value: bigint | Uint8Array): Hex {
  return typeof value === 'bigint' ? quantity(value) : bytesToHex(value);
}
