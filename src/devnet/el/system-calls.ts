import type { Block } from '@ethereumjs/block';
import { Address, bigIntToBytes, bytesToBigInt, concatBytes, setLengthLeft } from '@ethereumjs/util';
import type { VM } from '@ethereumjs/vm';
import { bytesToHex, type Hex } from '../../lib/hex.ts';
import type { Receipt } from './receipt.ts';

const SYSTEM_ADDRESS = addressOf('0xfffffffffffffffffffffffffffffffffffffffe');
const BEACON_ROOTS = addressOf('0x000f3df6d732807ef1319fb7b8bb8522d0beac02');
const BLOCK_HASHES = addressOf('0x0000f90827f1c53a10cb7a02335b175320002935');
const WITHDRAWAL_REQUESTS = addressOf('0x00000961ef480eb55e80d19ad83579a64c007002');
const CONSOLIDATION_REQUESTS = addressOf('0x0000bbddc7ce488642fb579f8b00f3a590007251');
const SYSTEM_CALL_GAS = 30_000_000n;

const DEPOSIT_EVENT = '0x649bbc62d0e31342afea4e5cd82d4049e7e1ee912fc0889aa790803be39038c5';
/** The event's ABI encoding has one layout only; anything else makes the block invalid (EIP-6110). */
const DEPOSIT_EVENT_SIZE = 576;
const DEPOSIT_FIELDS = [
  { offset: 160, size: 48 },
  { offset: 256, size: 32 },
  { offset: 320, size: 8 },
  { offset: 384, size: 96 },
  { offset: 512, size: 8 },
];

/** What happens before the transactions of a block: EIP-4788 beacon root, EIP-2935 parent hash. */
export async function callBeforeTransactions(vm: VM, block: Block): Promise<void> {
  const { parentBeaconBlockRoot, parentHash } = block.header;
  if (vm.common.isActivatedEIP(4788)) {
    await systemCall(vm, block, BEACON_ROOTS, parentBeaconBlockRoot ?? new Uint8Array(32));
  }
  if (vm.common.isActivatedEIP(2935)) await systemCall(vm, block, BLOCK_HASHES, parentHash);
}

/**
 * The execution requests of a block (EIP-7685), each with its type byte in front, empty ones left out.
 * Throws on a deposit event that is malformed and on a request contract that fails: the block is invalid.
 */
export async function collectRequests(
  vm: VM,
  block: Block,
  receipts: readonly Receipt[],
  depositContract: string | undefined,
): Promise<Uint8Array[]> {
  const requests: Uint8Array[] = [];
  const add = (type: number, data: Uint8Array | undefined) => {
    if (data !== undefined && data.length > 0) requests.push(concatBytes(Uint8Array.of(type), data));
  };
  if (vm.common.isActivatedEIP(6110) && depositContract !== undefined)
    add(0, depositRequests(receipts, depositContract));
  if (vm.common.isActivatedEIP(7002)) add(1, await systemCall(vm, block, WITHDRAWAL_REQUESTS, new Uint8Array()));
  if (vm.common.isActivatedEIP(7251)) add(2, await systemCall(vm, block, CONSOLIDATION_REQUESTS, new Uint8Array()));
  return requests;
}

/** What the contract returned, or `undefined` where it is not deployed. */
async function systemCall(vm: VM, block: Block, to: Address, data: Uint8Array): Promise<Uint8Array | undefined> {
  const { stateManager, evm } = vm;
  if ((await stateManager.getCode(to)).length === 0) return undefined;
  const caller = await stateManager.getAccount(SYSTEM_ADDRESS);
  const { execResult } = await evm.runCall({
    block,
    caller: SYSTEM_ADDRESS,
    gasLimit: SYSTEM_CALL_GAS,
    to,
    data,
    skipNonceIncrement: true,
  });
  // A call touches its caller; the system address must not come into being by it.
  if (caller === undefined) await stateManager.deleteAccount(SYSTEM_ADDRESS);
  else await stateManager.putAccount(SYSTEM_ADDRESS, caller);
  stateManager.originalStorageCache.clear();
  await evm.journal.cleanup();
  if (execResult.exceptionError !== undefined) {
    throw new Error(`system call to ${to} failed: ${execResult.exceptionError.error}`);
  }
  return execResult.returnValue;
}

/** Throws when a block with these receipts would be invalid for a malformed deposit event. */
export function depositRequests(receipts: readonly Receipt[], depositContract: string): Uint8Array {
  const deposits: Uint8Array[] = [];
  for (const { logs } of receipts) {
    for (const [address, topics, data] of logs) {
      if (bytesToHex(address) !== depositContract || topics[0] === undefined) continue;
      if (bytesToHex(topics[0]) === DEPOSIT_EVENT) deposits.push(depositRequest(data));
    }
  }
  return concatBytes(...deposits);
}

function depositRequest(data: Uint8Array): Uint8Array {
  if (data.length !== DEPOSIT_EVENT_SIZE) throw new Error('invalid deposit log: wrong length');
  const fields = DEPOSIT_FIELDS.map(({ offset, size }, index) => {
    const head = bytesToBigInt(data.subarray(index * 32, index * 32 + 32));
    const length = bytesToBigInt(data.subarray(offset, offset + 32));
    if (head !== BigInt(offset) || length !== BigInt(size)) throw new Error('invalid deposit log: unsupported layout');
    return data.subarray(offset + 32, offset + 32 + size);
  });
  return concatBytes(...fields);
}

function addressOf(hex: Hex): Address {
  return new Address(setLengthLeft(bigIntToBytes(BigInt(hex)), 20));
}
