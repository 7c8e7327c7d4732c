import { Block, createBlockHeader, genWithdrawalsTrieRoot, type HeaderData } from '@ethereumjs/block';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { createAddressFromString, type Withdrawal } from '@ethereumjs/util';
import { messageOf } from '../../lib/errors.ts';
import type { Hex } from '../../lib/hex.ts';
import type { BlobSidecar } from './blob-sidecar.ts';
import { BlockExecution, BlockFullError, BrokenStateError } from './block-execution.ts';
import type { Chain } from './chain.ts';
import { type ChainBlock, chainBlock } from './chain-block.ts';
import { requestsHash } from './engine/payload.ts';
import type { Pool } from './pool.ts';
import type { PooledTransaction } from './pooled-transaction.ts';
import { PriceOrder } from './price-order.ts';
import type { Receipt } from './receipt.ts';
import type { StateVm } from './state-vm.ts';
import { depositRequests } from './system-calls.ts';
import { yieldToEvents } from './yield-to-events.ts';

export interface PayloadAttributes {
  timestamp: number;
  prevRandao: Hex;
  suggestedFeeRecipient: Hex;
  withdrawals: Withdrawal[];
  parentBeaconBlockRoot: Hex;
}

/** A complete block that nobody has proposed yet. */
export interface BuiltPayload {
  block: ChainBlock;
  requests: Uint8Array[];
  /** Tips for the fee recipient, in wei. */
  value: bigint;
  sidecars: BlobSidecar[];
  /** The trie nodes to store with it. */
  nodes: ReadonlyMap<string, Uint8Array>;
}

const EXTRA_DATA = new TextEncoder().encode('builder-playground');
const CHEAPEST_TRANSACTION = 21_000n;
/** Other clients must be able to check the block in time, too. */
const MAX_TRANSACTIONS = 3_000;

/** A transaction has spoilt the draft and will not be tried again: begin anew. */
export class SpoiltDraftError extends Error {
  override readonly name = 'SpoiltDraftError';
}

/** One block being put together on a state of its own. */
export class PayloadDraft {
  readonly #chain: Chain;
  readonly #parent: ChainBlock;
  readonly #attributes: PayloadAttributes;
  readonly #state: StateVm;
  readonly #header: HeaderData;
  readonly #execution: BlockExecution;
  readonly #sidecars: BlobSidecar[] = [];
  readonly #nextNonces = new Map<Hex, bigint>();
  readonly #blobBaseFee: bigint;

  private constructor(
    chain: Chain,
    parent: ChainBlock,
    attributes: PayloadAttributes,
    state: StateVm,
    header: HeaderData,
    execution: BlockExecution,
    blobBaseFee: bigint,
  ) {
    this.#chain = chain;
    this.#parent = parent;
    this.#attributes = attributes;
    this.#state = state;
    this.#header = header;
    this.#execution = execution;
    this.#blobBaseFee = blobBaseFee;
  }

  static async begin(
    chain: Chain,
    parent: ChainBlock,
    attributes: PayloadAttributes,
    state: StateVm,
  ): Promise<PayloadDraft> {
    const number = parent.number + 1;
    const common = chain.rules.at(number, attributes.timestamp);
    const before = parent.block.header;
    const header: HeaderData = {
      parentHash: parent.hash,
      number,
      timestamp: attributes.timestamp,
      coinbase: attributes.suggestedFeeRecipient,
      mixHash: attributes.prevRandao,
      parentBeaconBlockRoot: attributes.parentBeaconBlockRoot,
      gasLimit: before.gasLimit,
      baseFeePerGas: before.calcNextBaseFee(),
      excessBlobGas: before.calcNextExcessBlobGas(common),
      extraData: EXTRA_DATA,
    };
    state.nodes.take();
    await state.moveTo({ stateRoot: before.stateRoot, tip: parent.hash, number, timestamp: attributes.timestamp });
    const execution = await BlockExecution.begin(state, header, common, chain.rules.depositContract);
    return new PayloadDraft(chain, parent, attributes, state, header, execution, before.calcNextBlobGasPrice(common));
  }

  get size(): number {
    return this.#execution.transactions.length;
  }

  get isFull(): boolean {
    const room = (this.#header.gasLimit as bigint) - this.#execution.gasUsed;
    return room < CHEAPEST_TRANSACTION || this.size >= MAX_TRANSACTIONS;
  }

  /**
   * Adds pooled transactions until the time (of `performance.now`) is over, best first.
   * Returns whether there may be more to add. `failed` collects what cannot be in this block.
   */
  async extend(pool: Pool, until: number, failed: Set<Hex>): Promise<boolean> {
    const order = await this.#order(pool, failed);
    while (!this.isFull) {
      const pooled = order.take();
      if (pooled === undefined) return false;
      if (await this.#include(pooled, pool, failed)) order.include(pooled);
      await yieldToEvents();
      if (performance.now() >= until) return true;
    }
    return false;
  }

  /** The complete block. With `keepOpen` the draft can be extended afterwards; otherwise it is done. */
  async seal(keepOpen: boolean): Promise<BuiltPayload> {
    const settled = keepOpen ? await this.#execution.settle() : undefined;
    const { withdrawals, timestamp } = this.#attributes;
    const outcome = await this.#execution.finish(withdrawals);
    const common = this.#chain.rules.at(this.#parent.number + 1, timestamp);
    const header = createBlockHeader(
      {
        ...this.#header,
        stateRoot: outcome.stateRoot,
        transactionsTrie: outcome.transactionsRoot,
        receiptTrie: outcome.receiptsRoot,
        logsBloom: outcome.logsBloom,
        gasUsed: outcome.gasUsed,
        blobGasUsed: outcome.blobGasUsed,
        withdrawalsRoot: await genWithdrawalsTrieRoot(withdrawals, new MerklePatriciaTrie({ common })),
        requestsHash: requestsHash(outcome.requests),
      },
      { common },
    );
    const { transactions, receipts, senders, fees } = this.#execution;
    const block = new Block(header, [...transactions], [], withdrawals, { common });
    const built: BuiltPayload = {
      block: chainBlock(block, [...receipts], [...senders]),
      requests: outcome.requests,
      value: fees,
      sidecars: [...this.#sidecars],
      nodes: this.#state.nodes.written,
    };
    if (settled !== undefined) await this.#execution.resume(settled);
    return built;
  }

  async #include(pooled: PooledTransaction, pool: Pool, failed: Set<Hex>): Promise<boolean> {
    let receipt: Receipt;
    try {
      receipt = await this.#execution.run(pooled.transaction, pooled.sender);
    } catch (error) {
      if (error instanceof BlockFullError) return false;
      failed.add(pooled.hash);
      if (this.#parent.hash === this.#chain.head.hash) await pool.reject(pooled);
      if (error instanceof BrokenStateError) throw new SpoiltDraftError(error.message);
      return false;
    }
    await this.#checkDeposits(receipt, pooled, pool, failed);
    this.#nextNonces.set(pooled.sender, pooled.nonce + 1n);
    if (pooled.sidecar !== undefined) this.#sidecars.push(pooled.sidecar);
    return true;
  }

  /** A malformed deposit event makes any block invalid (EIP-6110): the draft is lost, the transaction must go. */
  async #checkDeposits(receipt: Receipt, pooled: PooledTransaction, pool: Pool, failed: Set<Hex>): Promise<void> {
    const { depositContract } = this.#chain.rules;
    if (depositContract === undefined || receipt.logs.length === 0) return;
    try {
      depositRequests([receipt], depositContract);
    } catch (error) {
      failed.add(pooled.hash);
      await pool.reject(pooled);
      throw new SpoiltDraftError(messageOf(error));
    }
  }

  async #order(pool: Pool, failed: ReadonlySet<Hex>): Promise<PriceOrder> {
    const usable = (pooled: PooledTransaction | undefined) => {
      if (pooled === undefined || failed.has(pooled.hash)) return undefined;
      return pooled.sidecar !== undefined && pooled.blobFeeCap < this.#blobBaseFee ? undefined : pooled;
    };
    const firsts: PooledTransaction[] = [];
    for (const sender of [...pool.senders()]) {
      const first = usable(pool.next(sender, await this.#nonceOf(sender, pool)));
      if (first !== undefined) firsts.push(first);
    }
    const successor = ({ sender, nonce }: PooledTransaction) => usable(pool.next(sender, nonce + 1n));
    return new PriceOrder(firsts, this.#header.baseFeePerGas as bigint, successor);
  }

  async #nonceOf(sender: Hex, pool: Pool): Promise<bigint> {
    const next = this.#nextNonces.get(sender);
    if (next !== undefined) return next;
    if (this.#parent.hash === this.#chain.head.hash) return (await pool.account(sender)).nonce;
    return (await this.#state.vm.stateManager.getAccount(createAddressFromString(sender)))?.nonce ?? 0n;
  }
}
