import type { StateManagerInterface } from '@ethereumjs/common';
import type { InterpreterStep, Message } from '@ethereumjs/evm';
import { type Address, bigIntToBytes, createAddressFromString, setLengthLeft } from '@ethereumjs/util';
import type { VM } from '@ethereumjs/vm';
import { bytesToHex, type Hex, quantity } from '../../../lib/hex.ts';
import { awaitedListener, eventsOf, type StartTracer } from './tracer.ts';

interface AccountJson {
  balance?: Hex;
  nonce?: number;
  code?: Hex;
  codeHash?: Hex;
  storage?: Record<Hex, Hex>;
}

const NO_VALUE: Hex = `0x${'0'.repeat(64)}`;

type Touched = Map<Hex, Set<Hex>>;

const SLOT_INSTRUCTIONS = new Set(['SLOAD', 'SSTORE']);
const ACCOUNT_INSTRUCTIONS = new Set(['BALANCE', 'EXTCODESIZE', 'EXTCODEHASH', 'EXTCODECOPY', 'SELFDESTRUCT']);

/**
 * geth's prestateTracer: the accounts and slots that a transaction touches, as they were before it; with `diffMode`
 * what it changed, before and after. Everything is read when it first comes into sight, before it can change.
 */
export const prestateTracer: StartTracer = async (vm, config, coinbase) => {
  const touched: Touched = new Map();
  const see = (address: Address): Set<Hex> => {
    const key = bytesToHex(address.bytes);
    const slots = touched.get(key) ?? new Set();
    touched.set(key, slots);
    return slots;
  };
  const before = new Map<Hex, AccountJson>();
  const read = (address: Address, slots: ReadonlySet<Hex>) => remember(vm.stateManager, before, address, slots);
  const messages = awaitedListener(async (message: Message) => {
    for (const address of [message.caller, message.to, message._codeAddress]) {
      if (address !== undefined) await read(address, see(address));
    }
  });
  const created = new Set<Hex>();
  const creations = awaitedListener(async ({ address }: { address: Address }) => {
    await read(address, see(address));
    const key = bytesToHex(address.bytes);
    if (isEmpty(before.get(key) ?? {})) created.add(key);
  });
  const instructions = awaitedListener(async ({ opcode, stack, address }: InterpreterStep) => {
    const top = stack.at(-1) ?? 0n;
    if (SLOT_INSTRUCTIONS.has(opcode.name)) await read(address, see(address).add(slotKey(top)));
    if (ACCOUNT_INSTRUCTIONS.has(opcode.name)) {
      const other = createAddressFromString(`0x${(top & ((1n << 160n) - 1n)).toString(16).padStart(40, '0')}`);
      await read(other, see(other));
    }
  });
  const transactions = awaitedListener(async (transaction: { getSenderAddress(): Address }) => {
    for (const address of [transaction.getSenderAddress(), coinbase]) await read(address, see(address));
  });
  const events = eventsOf(vm);
  events.on('beforeMessage', messages.listener);
  events.on('newContract', creations.listener);
  events.on('step', instructions.listener);
  vm.events.on('beforeTx', transactions.listener as never);
  return {
    detach: () => {
      events.off('beforeMessage', messages.listener);
      events.off('newContract', creations.listener);
      events.off('step', instructions.listener);
      vm.events.off('beforeTx', transactions.listener as never);
    },
    result: async () => {
      for (const { check } of [messages, creations, instructions, transactions]) check();
      // What did not exist before has no slots to show either.
      for (const key of created) before.set(key, { balance: '0x0' });
      return config.diffMode === true ? difference(vm, touched, before) : withoutEmpty(before);
    },
  };
};

/** Adds what is not known yet. */
async function remember(
  state: StateManagerInterface,
  known: Map<Hex, AccountJson>,
  address: Address,
  slots: ReadonlySet<Hex>,
): Promise<void> {
  const key = bytesToHex(address.bytes);
  let account = known.get(key);
  if (account === undefined) {
    account = await accountAt(state, address);
    known.set(key, account);
  }
  for (const slot of slots) {
    if (account.storage?.[slot] !== undefined) continue;
    account.storage ??= {};
    account.storage[slot] = await slotAt(state, address, slot);
  }
}

async function difference(vm: VM, touched: Touched, before: Map<Hex, AccountJson>): Promise<object> {
  const pre: Record<Hex, AccountJson> = {};
  const post: Record<Hex, AccountJson> = {};
  for (const [key, slots] of touched) {
    const after = new Map<Hex, AccountJson>();
    await remember(vm.stateManager, after, createAddressFromString(key), slots);
    const old = before.get(key) ?? {};
    const changed = changes(old, after.get(key) ?? {});
    if (changed === undefined) continue;
    if (!isEmpty(old)) pre[key] = onlyChanged(old, changed);
    post[key] = changed;
  }
  return { pre, post };
}

function withoutEmpty(accounts: Map<Hex, AccountJson>): Record<Hex, AccountJson> {
  return Object.fromEntries([...accounts].filter(([, account]) => !isEmpty(account)));
}

function isEmpty({ balance, nonce, code, storage }: AccountJson): boolean {
  return balance === '0x0' && nonce === undefined && code === undefined && Object.keys(storage ?? {}).length === 0;
}

/** The account before, with those of its slots that changed and were not zero. */
function onlyChanged({ storage, ...account }: AccountJson, changed: AccountJson): AccountJson {
  const slots = Object.entries(storage ?? {}).filter(
    ([slot, value]) => changed.storage?.[slot as Hex] !== undefined && BigInt(value) !== 0n,
  );
  return slots.length === 0 ? account : { ...account, storage: Object.fromEntries(slots) };
}

function changes(old: AccountJson, now: AccountJson): AccountJson | undefined {
  const changed: AccountJson = {};
  if (now.balance !== undefined && now.balance !== old.balance) changed.balance = now.balance;
  if (now.nonce !== undefined && now.nonce !== old.nonce) changed.nonce = now.nonce;
  if (now.code !== undefined && now.code !== old.code) changed.code = now.code;
  if (now.codeHash !== undefined && now.codeHash !== old.codeHash) changed.codeHash = now.codeHash;
  const storage = Object.entries(now.storage ?? {}).filter(
    ([slot, value]) => (old.storage?.[slot as Hex] ?? NO_VALUE) !== value,
  );
  if (storage.length > 0) changed.storage = Object.fromEntries(storage);
  return Object.keys(changed).length === 0 ? undefined : changed;
}

async function accountAt(state: StateManagerInterface, address: Address): Promise<AccountJson> {
  const account = await state.getAccount(address);
  const code = account?.isContract() ? await state.getCode(address) : new Uint8Array();
  return {
    balance: quantity(account?.balance ?? 0n),
    ...(account === undefined || account.nonce === 0n ? {} : { nonce: Number(account.nonce) }),
    ...(account === undefined || code.length === 0
      ? {}
      : { code: bytesToHex(code), codeHash: bytesToHex(account.codeHash) }),
  };
}

async function slotAt(state: StateManagerInterface, address: Address, slot: Hex): Promise<Hex> {
  const value = await state.getStorage(address, setLengthLeft(bigIntToBytes(BigInt(slot)), 32));
  return `0x${Buffer.from(value).toString('hex').padStart(64, '0')}`;
}

function slotKey(value: bigint): Hex {
  return `0x${value.toString(16).padStart(64, '0')}`;
}
