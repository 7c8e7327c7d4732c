import type { Block } from '@ethereumjs/block';
import { equalsBytes } from '@ethereumjs/util';
import { messageOf } from '../../lib/errors.ts';
import type { Hex } from '../../lib/hex.ts';
import { BlockExecution, senderOf } from './block-execution.ts';
import type { Chain } from './chain.ts';
import { type ChainBlock, chainBlock } from './chain-block.ts';
import { requestsHash } from './engine/payload.ts';
import { Lock } from './lock.ts';
import { StateVm } from './state-vm.ts';
import { yieldToEvents } from './yield-to-events.ts';

/** The block breaks a rule; its message says which one. */
export class InvalidBlockError extends Error {
  override readonly name = 'InvalidBlockError';
}

/** Executes blocks made elsewhere and adds the valid ones to the chain. */
export class BlockImporter {
  readonly #chain: Chain;
  readonly #lock = new Lock();
  #state: StateVm | undefined;

  constructor(chain: Chain) {
    this.#chain = chain;
  }

  /** Throws `InvalidBlockError`. `senderHints` saves recovering the senders that are known already. */
  import(block: Block, parent: ChainBlock, senderHints?: ReadonlyMap<string, Hex>): Promise<ChainBlock> {
    return this.#lock.run(async () => {
      checkHeader(block, parent);
      this.#state ??= await StateVm.create(this.#chain.rules, this.#chain.nodes, this.#chain.hashOnBranch);
      const state = this.#state;
      try {
        const executed = await this.#execute(state, block, parent, senderHints);
        this.#chain.add(executed, state.nodes.take());
        return executed;
      } catch (error) {
        this.#state = undefined;
        throw error instanceof InvalidBlockError ? error : new InvalidBlockError(messageOf(error));
      }
    });
  }

  async #execute(
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
    const depositContract = this.#chain.rules.depositContract;
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
