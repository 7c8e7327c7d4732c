import { EventEmitter } from 'node:events';
import { isBlob4844Tx, isEOACode7702Tx, type TypedTransaction } from '@ethereumjs/tx';
import { createAddressFromString } from '@ethereumjs/util';
import type { Hex } from '../../lib/hex.ts';
import { type BlobSidecar, versionedHash } from './blob-sidecar.ts';
import { senderOf } from './block-execution.ts';
import type { Chain, HeadChange } from './chain.ts';
import type { ChainBlock } from './chain-block.ts';
import { decodeTransaction } from './decode-transaction.ts';
import type { Kzg } from './kzg.ts';
import { type AccountState, checkAgainstAccount, checkReplacement, checkTransaction } from './pool-rules.ts';
import { type PooledTransaction, pooledTransaction } from './pooled-transaction.ts';
import { RpcError } from './rpc/rpc-error.ts';
import { readState } from './state-vm.ts';

const MAX_TRANSACTIONS = 20_000;
const MAX_PER_SENDER = 2_000;
const PLAIN_TRANSFER_GAS = 21_000n;
const MAX_KNOWN_ACCOUNTS = 50_000;
/** Sidecars of included blob transactions, kept for a reorganisation and for engine_getBlobs. */
const MAX_INCLUDED_SIDECARS = 64;

/** Transactions that wait for a block. Emits `pending` for each that comes in. */
export class Pool extends EventEmitter<{ pending: [PooledTransaction] }> {
  readonly #chain: Chain;
  readonly #kzg: Kzg;
  readonly #bySender = new Map<Hex, Map<bigint, PooledTransaction>>();
  readonly #byHash = new Map<Hex, PooledTransaction>();
  readonly #accounts = new Map<Hex, AccountState>();
  readonly #includedSidecars = new Map<Hex, BlobSidecar>();

  constructor(chain: Chain, kzg: Kzg) {
    super();
    this.setMaxListeners(0);
    this.#chain = chain;
    this.#kzg = kzg;
    // Only a disk that fails can stop it, which the next block reports.
    chain.on('head', (change) => void this.#follow(change).catch(() => {}));
  }

  /** Calls the listener for every transaction that comes in. The result ends that. */
  onPending(listener: (pooled: PooledTransaction) => void): () => void {
    this.on('pending', listener);
    return () => this.off('pending', listener);
  }

  get size(): number {
    return this.#byHash.size;
  }

  get(hash: Hex): PooledTransaction | undefined {
    return this.#byHash.get(hash);
  }

  all(): Iterable<PooledTransaction> {
    return this.#byHash.values();
  }

  /** Senders with their transactions by nonce, in order. */
  *bySender(): Iterable<[Hex, PooledTransaction[]]> {
    for (const [sender, transactions] of this.#bySender) {
      yield [sender, [...transactions.values()].sort((a, b) => (a.nonce < b.nonce ? -1 : 1))];
    }
  }

  next(sender: Hex, nonce: bigint): PooledTransaction | undefined {
    return this.#bySender.get(sender)?.get(nonce);
  }

  senders(): Iterable<Hex> {
    return this.#bySender.keys();
  }

  /** Takes a signed transaction in, as the bytes that a wallet sends. Throws `RpcError` with geth's words. */
  async submit(bytes: Uint8Array): Promise<Hex> {
    const { head, rules } = this.#chain;
    const common = rules.at(head.number + 1, head.timestamp + 1);
    const { transaction, sidecar } = decodeTransaction(bytes, common);
    const checked = await this.#checkBlobs(transaction, sidecar);
    return this.#add(transaction, checked);
  }

  /** The account at the head. */
  async account(sender: Hex): Promise<AccountState> {
    const known = this.#accounts.get(sender);
    if (known !== undefined) return known;
    const { head, rules, nodes } = this.#chain;
    const state = readState(rules.at(head.number, head.timestamp), nodes, head.block.header.stateRoot);
    const account = await state.getAccount(createAddressFromString(sender));
    const found = { nonce: account?.nonce ?? 0n, balance: account?.balance ?? 0n };
    if (head === this.#chain.head) {
      if (this.#accounts.size >= MAX_KNOWN_ACCOUNTS) this.#accounts.clear();
      this.#accounts.set(sender, found);
    }
    return found;
  }

  /** The nonce after all of a sender's transactions that can follow one another. */
  async pendingNonce(sender: Hex): Promise<bigint> {
    let { nonce } = await this.account(sender);
    const transactions = this.#bySender.get(sender);
    while (transactions?.has(nonce)) nonce += 1n;
    return nonce;
  }

  /**
   * A transaction could not be run on the head although it was its turn. Out with it unless its account explains it,
   * so that no transaction can keep its sender, or everybody, out of blocks for ever.
   */
  async reject(pooled: PooledTransaction): Promise<void> {
    this.#accounts.delete(pooled.sender);
    const { nonce, balance } = await this.account(pooled.sender);
    if (pooled.nonce < nonce) this.#dropStale(pooled.sender, nonce);
    else if (pooled.nonce === nonce || pooled.cost > balance) this.#remove(pooled);
  }

  /** The sidecar and position of a blob, pooled or lately included. */
  blob(hash: Hex): { sidecar: BlobSidecar; index: number } | undefined {
    const pooled = [...this.#byHash.values()].map(({ sidecar }) => sidecar);
    for (const sidecar of [...pooled, ...this.#includedSidecars.values()]) {
      const index = sidecar?.commitments.findIndex((commitment) => versionedHash(commitment) === hash) ?? -1;
      if (sidecar !== undefined && index >= 0) return { sidecar, index };
    }
    return undefined;
  }

  async #add(transaction: TypedTransaction, sidecar: BlobSidecar | undefined): Promise<Hex> {
    checkTransaction(transaction, this.#chain.head.block.header.gasLimit);
    const pooled = pooledTransaction(transaction, recoverSender(transaction), sidecar);
    const account = await this.account(pooled.sender);
    if (this.#byHash.has(pooled.hash)) throw new RpcError('already known');
    const others = this.#bySender.get(pooled.sender) ?? new Map<bigint, PooledTransaction>();
    const old = others.get(pooled.nonce);
    checkAgainstAccount(pooled, account, costBefore(others, pooled.nonce));
    checkKinds(pooled, account, others);
    if (old === undefined) this.#checkRoom(others);
    else checkReplacement(pooled, old);
    if (old !== undefined) this.#byHash.delete(old.hash);
    others.set(pooled.nonce, pooled);
    this.#bySender.set(pooled.sender, others);
    this.#byHash.set(pooled.hash, pooled);
    this.emit('pending', pooled);
    return pooled.hash;
  }

  async #checkBlobs(transaction: TypedTransaction, sidecar: BlobSidecar | undefined): Promise<BlobSidecar | undefined> {
    if (!isBlob4844Tx(transaction)) return undefined;
    if (sidecar === undefined) throw new RpcError('missing sidecar in blob transaction');
    const hashes = sidecar.commitments.map(versionedHash);
    if (hashes.length !== transaction.blobVersionedHashes.length) {
      throw new RpcError(`invalid number of ${hashes.length} blobs compared to blob hashes`);
    }
    hashes.forEach((hash, index) => {
      if (hash === transaction.blobVersionedHashes[index]) return;
      throw new RpcError(`blob ${index}: computed hash ${hash} mismatches transaction one`);
    });
    const cellProofs = transaction.common.isActivatedEIP(7594);
    if (sidecar.version === 1 && !cellProofs) {
      throw new RpcError('unexpected sidecar version, want: 0, got: 1');
    }
    if (!(await this.#kzg.verifySidecar(sidecar)))
      throw new RpcError('invalid blob proof: KZG proof verification failed');
    if (sidecar.version === 1 || !cellProofs) return sidecar;
    return { ...sidecar, version: 1, proofs: await this.#kzg.cellProofs(sidecar.blobs) };
  }

  #checkRoom(own: ReadonlyMap<bigint, PooledTransaction>): void {
    if (own.size >= MAX_PER_SENDER) throw new RpcError('account limit exceeded');
    if (this.#byHash.size >= MAX_TRANSACTIONS) throw new RpcError('txpool is full');
  }

  async #follow({ head, added, removed }: HeadChange): Promise<void> {
    // What a block's transactions may have changed is asked again; after a reorganisation, everything.
    if (removed.length > 0 || added.some(hasCode)) this.#accounts.clear();
    for (const { block, senders } of added) {
      this.#accounts.delete(block.header.coinbase.toString());
      block.transactions.forEach((transaction, index) => {
        const sender = senders[index] ?? '0x';
        this.#keepSidecar(transaction);
        this.#accounts.delete(sender);
        if (transaction.to !== undefined) this.#accounts.delete(transaction.to.toString());
        this.#dropStale(sender, transaction.nonce + 1n);
      });
      for (const { address } of block.withdrawals ?? []) this.#accounts.delete(address.toString());
    }
    if (added.some(({ block }) => block.transactions.some(isEOACode7702Tx))) await this.#dropAllStale();
    for (const { block } of removed) {
      for (const transaction of block.transactions) await this.#restore(transaction, head.hash);
    }
  }

  /** An orphaned transaction comes back unless the new branch has it, or has made it impossible. */
  async #restore(transaction: TypedTransaction, head: Hex): Promise<void> {
    if (head !== this.#chain.head.hash) return;
    const hash = `0x${Buffer.from(transaction.hash()).toString('hex')}` as const;
    if (this.#chain.transaction(hash) !== undefined) return;
    const sidecar = this.#includedSidecars.get(hash);
    if (isBlob4844Tx(transaction) && sidecar === undefined) return;
    await this.#add(transaction, sidecar).catch(() => {});
  }

  #keepSidecar(transaction: TypedTransaction): void {
    if (!isBlob4844Tx(transaction)) return;
    const pooled = this.#byHash.get(`0x${Buffer.from(transaction.hash()).toString('hex')}`);
    if (pooled?.sidecar === undefined) return;
    this.#includedSidecars.set(pooled.hash, pooled.sidecar);
    if (this.#includedSidecars.size <= MAX_INCLUDED_SIDECARS) return;
    for (const oldest of this.#includedSidecars.keys()) {
      this.#includedSidecars.delete(oldest);
      return;
    }
  }

  /** An authorisation uses up a nonce of its signer, who need not be the sender. */
  async #dropAllStale(): Promise<void> {
    for (const sender of [...this.#bySender.keys()]) this.#dropStale(sender, (await this.account(sender)).nonce);
  }

  #dropStale(sender: Hex, nextNonce: bigint): void {
    for (const pooled of [...(this.#bySender.get(sender)?.values() ?? [])]) {
      if (pooled.nonce < nextNonce) this.#remove(pooled);
    }
  }

  #remove({ hash, sender, nonce }: PooledTransaction): void {
    this.#byHash.delete(hash);
    const own = this.#bySender.get(sender);
    own?.delete(nonce);
    if (own?.size === 0) this.#bySender.delete(sender);
  }
}

/** Whether a transaction has run code, which may have moved anybody's money. */
function hasCode({ receipts }: ChainBlock): boolean {
  return receipts.some(({ gasUsed }) => gasUsed > PLAIN_TRANSFER_GAS);
}

function recoverSender(transaction: TypedTransaction): Hex {
  if (transaction.type === 0 && !transaction.supports(155)) {
    throw new RpcError('only replay-protected (EIP-155) transactions allowed over RPC');
  }
  try {
    return senderOf(transaction);
  } catch {
    throw new RpcError('invalid sender');
  }
}

/** What the sender's other transactions up to this nonce may cost. */
function costBefore(others: ReadonlyMap<bigint, PooledTransaction>, nonce: bigint): bigint {
  let sum = 0n;
  for (const other of others.values()) {
    if (other.nonce < nonce) sum += other.cost;
  }
  return sum;
}

/** A sender's transactions are all with blobs or all without, and those with blobs leave no gap (geth's blob pool). */
function checkKinds(
  pooled: PooledTransaction,
  account: AccountState,
  others: ReadonlyMap<bigint, PooledTransaction>,
): void {
  const withBlobs = pooled.sidecar !== undefined;
  for (const other of others.values()) {
    if ((other.sidecar !== undefined) !== withBlobs) throw new RpcError('address already reserved');
    break;
  }
  if (!withBlobs) return;
  let next = account.nonce;
  while (others.has(next)) next += 1n;
  if (pooled.nonce > next) throw new RpcError(`nonce too high: tx nonce ${pooled.nonce}, gapped nonce ${next}`);
}
