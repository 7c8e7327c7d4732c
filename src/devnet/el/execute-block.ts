import type { Block } from '@ethereumjs/block';
import { equalsBytes } from '@ethereumjs/util';
import { messageOf, systemCodeOf } from '../../lib/errors.ts';
import type { Hex } from '../../lib/hex.ts';
import { BlockExecution, senderOf } from './block-execution.ts';
import type { Chain } from './chain.ts';
import { type ChainBlock, chainBlock } from './chain-block.ts';
import { requestsHash } from './engine/payload.ts';
import type { StateVm } from './state-vm.ts';
import { yieldToEvents } from './yield-to-events.ts';

const DISK_FAILURE = /^(LEVEL_\w+|E[A-Z]+)$/;

/** The block breaks a rule; its message says which one. */
export class InvalidBlockError extends Error {
  override readonly name = 'InvalidBlockError';
}

/**
 * Checks a block against its parent and executes it on `state`, which then stands after it.
 * `senderHints` (by transaction hash without 0x) saves recovering the senders that are known already.
 * Throws `InvalidBlockError`, after which `state` must be abandoned.
 */
export async function executeBlock(
  chain: Chain,
  state: StateVm,
  block: Block,
  parent: ChainBlock,
  senderHints?: ReadonlyMap<string, Hex>,
): Promise<ChainBlock> {
  try {
    checkHeader(block, parent);
    return await run(chain, state, block, parent, senderHints);
  } catch (error) {
    // A disk that fails says nothing about the block.
    if (error instanceof InvalidBlockError || DISK_FAILURE.test(systemCodeOf(error) ?? '')) throw error;
    throw new InvalidBlockError(messageOf(error));
  }
}

async function run(
  chain: Chain,
  state: StateVm,
  block: Block,
  parent: ChainBlock,
  senderHints: ReadonlyMap<string, Hex> | undefined,
): Promise<ChainBlock> {
  const { header, common } = block;
  await state.moveTo({
    stateRoot: parent.block.header.stateRoot,
    tip: parent.hash,
    number: Number(header.number),
    timestamp: Number(header.timestamp),
  });
  const depositContract = chain.rules.depositContract;
  const execution = await BlockExecution.begin(state, header, common, depositContract);
  for (const transaction of block.transactions) {
    const sender = senderHints?.get(Buffer.from(transaction.hash()).toString('hex')) ?? senderOf(transaction);
    await execution.run(transaction, sender);
    await yieldToEvents();
  }
  const outcome = await execution.finish(block.withdrawals ?? []);
  expectEqual('gas used', outcome.gasUsed, header.gasUsed);
  expectEqual('blob gas used', outcome.blobGasUsed, header.blobGasUsed ?? 0n);
  expectSame('receipts root', outcome.receiptsRoot, header.receiptTrie);
  expectSame('logs bloom', outcome.logsBloom, header.logsBloom);
  expectSame('requests hash', requestsHash(outcome.requests), header.requestsHash ?? new Uint8Array());
  expectSame('state root', outcome.stateRoot, header.stateRoot);
  return chainBlock(block, execution.receipts, execution.senders);
}

/** Everything that can be said without executing (EIP-1559, 4844, 7934 and the yellow paper's header rules). */
function checkHeader(block: Block, parent: ChainBlock): void {
  const { header, common } = block;
  const before = parent.block.header;
  expectEqual('block number', header.number, before.number + 1n);
  if (header.timestamp <= before.timestamp) {
    throw new InvalidBlockError(`timestamp ${header.timestamp} is not after the parent's ${before.timestamp}`);
  }
  expectEqual('base fee', header.baseFeePerGas ?? 0n, before.calcNextBaseFee());
  expectEqual('excess blob gas', header.excessBlobGas ?? 0n, before.calcNextExcessBlobGas(common));
  try {
    header.validateGasLimit(before);
    block.validateBlobTransactions(before);
  } catch (error) {
    throw new InvalidBlockError(messageOf(error));
  }
  if (common.isActivatedEIP(7934) && BigInt(block.serialize().length) > common.param('maxRlpBlockSize')) {
    throw new InvalidBlockError('the encoded block exceeds the size limit');
  }
}

function expectEqual(what: string, got: bigint, want: bigint): void {
  if (got !== want) throw new InvalidBlockError(`invalid ${what}: have ${got}, want ${want}`);
}

function expectSame(what: string, computed: Uint8Array, claimed: Uint8Array): void {
  if (equalsBytes(computed, claimed)) return;
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  throw new InvalidBlockError(`invalid ${what}: the block says ${hex(claimed)}, its execution ${hex(computed)}`);
}
