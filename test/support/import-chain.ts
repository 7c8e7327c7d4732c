import { type BlockBytes, createBlockFromBytesArray } from '@ethereumjs/block';
import { RLP } from '@ethereumjs/rlp';
import { runBlock } from '@ethereumjs/vm';
import type { Chain } from '../../src/devnet/el/chain.ts';
import { chainBlock } from '../../src/devnet/el/chain-block.ts';
import { createdAddress, type Log } from '../../src/devnet/el/receipt.ts';
import { StateVm } from '../../src/devnet/el/state-vm.ts';
import { bytesToHex } from '../../src/lib/hex.ts';

/**
 * Puts the blocks of a chain.rlp on a chain, executed by the library's own runBlock: they begin before the merge, with
 * rules that our client has no use for.
 */
export async function importChain(chain: Chain, rlp: Uint8Array): Promise<void> {
  let rest = rlp;
  while (rest.length > 0) {
    const { data, remainder } = RLP.decode(rest, true);
    await importBlock(chain, data as unknown as BlockBytes);
    rest = remainder;
  }
}

async function importBlock(chain: Chain, raw: BlockBytes): Promise<void> {
  const number = BigInt(bytesToHex(raw[0][8] as Uint8Array));
  const timestamp = BigInt(bytesToHex(raw[0][11] as Uint8Array));
  // An uncle may belong to the fork before that of its block.
  const block = createBlockFromBytesArray(raw, { common: chain.rules.mutable(), setHardfork: true });
  const parent = chain.head;
  const state = await StateVm.create(chain.rules, chain.nodes, chain.hashOnBranch);
  await state.moveTo({
    stateRoot: parent.block.header.stateRoot,
    tip: parent.hash,
    number: Number(number),
    timestamp: Number(timestamp),
  });
  const { results } = await runBlock(state.vm, { block, skipHeaderValidation: true, clearCache: false });
  const senders = block.transactions.map((transaction) => bytesToHex(transaction.getSenderAddress().bytes));
  const receipts = results.map(({ receipt, totalGasSpent, execResult }, index) => {
    const transaction = block.transactions[index];
    return {
      type: transaction?.type ?? 0,
      succeeded: execResult.exceptionError === undefined,
      gasUsed: totalGasSpent,
      cumulativeGasUsed: receipt.cumulativeBlockGasUsed,
      logsBloom: receipt.bitvector,
      logs: receipt.logs as Log[],
      contractAddress: transaction === undefined ? undefined : createdAddress(transaction, senders[index] ?? '0x'),
    };
  });
  const imported = chainBlock(block, receipts, senders);
  chain.add(imported, state.nodes.take());
  chain.setHead(imported, imported, imported);
}
