import { Block, createBlockHeader, type HeaderData } from '@ethereumjs/block';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { isBlob4844Tx, type TypedTransaction } from '@ethereumjs/tx';
import { Account, type Withdrawal } from '@ethereumjs/util';
import { runTx } from '@ethereumjs/vm';
import { messageOf } from '../../lib/errors.ts';
import { bytesToHex, type Hex } from '../../lib/hex.ts';
import { createdAddress, encodeReceipt, type Log, type Receipt } from './receipt.ts';
import type { StateVm } from './state-vm.ts';
import { callBeforeTransactions, collectRequests } from './system-calls.ts';

const WEI_PER_GWEI = 1_000_000_000n;

/** What running a block's content came to: the header fields that follow from it, and the requests. */
export interface ExecutionOutcome {
  stateRoot: Uint8Array;
  receiptsRoot: Uint8Array;
  transactionsRoot: Uint8Array;
  logsBloom: Uint8Array;
  gasUsed: bigint;
  blobGasUsed: bigint;
  requests: Uint8Array[];
}

/**
 * The state transition of one block, step by step: `begin`, `run` for every transaction, `finish`.
 * A block that is imported and a payload that is built go through the same steps, so that what we build is what we
 * accept.
 */
export class BlockExecution {
  readonly transactions: TypedTransaction[] = [];
  readonly senders: Hex[] = [];
  readonly receipts: Receipt[] = [];
  gasUsed = 0n;
  blobGasUsed = 0n;
  /** Tips paid to the fee recipient, in wei. */
  fees = 0n;
  readonly #state: StateVm;
  readonly #environment: Block;
  readonly #depositContract: string | undefined;
  readonly #transactionTrie: MerklePatriciaTrie;
  readonly #receiptTrie: MerklePatriciaTrie;

  private constructor(state: StateVm, environment: Block, depositContract: string | undefined) {
    this.#state = state;
    this.#environment = environment;
    this.#depositContract = depositContract;
    this.#transactionTrie = new MerklePatriciaTrie({ common: environment.common });
    this.#receiptTrie = new MerklePatriciaTrie({ common: environment.common });
  }

  /** `header` holds what transactions can see; the state must already stand at the parent. */
  static async begin(
    state: StateVm,
    header: HeaderData,
    common: Block['common'],
    depositContract: string | undefined,
  ): Promise<BlockExecution> {
    const environment = new Block(createBlockHeader(header, { common }), [], [], [], { common });
    const execution = new BlockExecution(state, environment, depositContract);
    await state.vm.evm.journal.checkpoint();
    await callBeforeTransactions(state.vm, environment);
    return execution;
  }

  /** Throws when the transaction is not valid here; the state is then as before, unless it is a `BrokenStateError`. */
  async run(transaction: TypedTransaction, sender: Hex): Promise<Receipt> {
    const { vm } = this.#state;
    const { header } = this.#environment;
    if (transaction.gasLimit > header.gasLimit - this.gasUsed) throw new BlockFullError('gas limit reached');
    const blobGas = this.#blobGasOf(transaction);
    if (this.blobGasUsed + blobGas > vm.common.getBlobGasSchedule().maxBlobGasPerBlock) {
      throw new BlockFullError('blob gas limit reached');
    }
    const { depth } = this.#state;
    const options = { tx: transaction, block: this.#environment, blockGasUsed: this.gasUsed };
    const result = await runTx(vm, options).catch((error: unknown) => {
      throw this.#state.depth === depth ? error : new BrokenStateError(messageOf(error));
    });
    this.gasUsed += result.totalGasSpent;
    this.blobGasUsed += blobGas;
    this.fees += result.minerValue;
    const receipt: Receipt = {
      type: transaction.type,
      succeeded: result.execResult.exceptionError === undefined,
      gasUsed: result.totalGasSpent,
      cumulativeGasUsed: this.gasUsed,
      logsBloom: result.bloom.bitvector,
      logs: result.receipt.logs as Log[],
      contractAddress: createdAddress(transaction, sender),
    };
    const key = RLP.encode(this.transactions.length);
    this.transactions.push(transaction);
    this.senders.push(sender);
    this.receipts.push(receipt);
    await this.#transactionTrie.put(key, transaction.serialize());
    await this.#receiptTrie.put(key, encodeReceipt(receipt));
    return receipt;
  }

  /** Writes the changes so far to the trie and returns its root, from which `resume` can go on after a `finish`. */
  async settle(): Promise<Uint8Array> {
    const { evm, stateManager } = this.#state.vm;
    await evm.journal.cleanup();
    await stateManager.commit();
    const root = await stateManager.getStateRoot();
    await stateManager.checkpoint();
    return root;
  }

  /** Goes back to a settled state, for more transactions. */
  async resume(stateRoot: Uint8Array): Promise<void> {
    const { stateManager } = this.#state.vm;
    await stateManager.setStateRoot(stateRoot, true);
    await stateManager.checkpoint();
  }

  /** Withdrawals (EIP-4895), requests (EIP-7685), and the roots. Throws when the block's content is not valid. */
  async finish(withdrawals: readonly Withdrawal[]): Promise<ExecutionOutcome> {
    const { vm } = this.#state;
    for (const withdrawal of withdrawals) await this.#credit(withdrawal);
    await vm.evm.journal.cleanup();
    const requests = await collectRequests(vm, this.#environment, this.receipts, this.#depositContract);
    await vm.stateManager.commit();
    return {
      stateRoot: await vm.stateManager.getStateRoot(),
      receiptsRoot: this.#receiptTrie.root(),
      transactionsRoot: this.#transactionTrie.root(),
      logsBloom: combineBlooms(this.receipts),
      gasUsed: this.gasUsed,
      blobGasUsed: this.blobGasUsed,
      requests,
    };
  }

  async #credit({ address, amount }: Withdrawal): Promise<void> {
    if (amount === 0n) return;
    const { stateManager, evm } = this.#state.vm;
    const account = (await stateManager.getAccount(address)) ?? new Account();
    account.balance += amount * WEI_PER_GWEI;
    await evm.journal.putAccount(address, account);
  }

  #blobGasOf(transaction: TypedTransaction): bigint {
    if (!isBlob4844Tx(transaction)) return 0n;
    return BigInt(transaction.numBlobs()) * this.#environment.common.param('blobGasPerBlob');
  }
}

/** The machine itself has failed and left checkpoints behind: abandon it. */
export class BrokenStateError extends Error {
  override readonly name = 'BrokenStateError';
}

/** The transaction may be valid, but this block has no room for it. */
export class BlockFullError extends Error {
  override readonly name = 'BlockFullError';
}

function combineBlooms(receipts: readonly Receipt[]): Uint8Array {
  const bloom = new Uint8Array(256);
  for (const { logsBloom, logs } of receipts) {
    if (logs.length === 0) continue;
    for (let i = 0; i < bloom.length; i++) bloom[i] = (bloom[i] ?? 0) | (logsBloom[i] ?? 0);
  }
  return bloom;
}

export function senderOf(transaction: TypedTransaction): Hex {
  return bytesToHex(transaction.getSenderAddress().bytes);
}
