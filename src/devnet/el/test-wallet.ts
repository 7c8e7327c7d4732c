import { createPublicClient, createWalletClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import type { TestEl } from './test-el.ts';
import { TEST_KEYS } from './test-genesis.ts';

const chain = { ...foundry, id: 1337 };

/** The account behind one of the test keys. */
export function testAccount(index: number) {
  return privateKeyToAccount(TEST_KEYS[index] ?? '0x');
}

/** viem as a user has it. */
export function testWallet(el: TestEl, index = 0) {
  const transport = http(el.running.endpoints.http, { retryCount: 0 });
  return createWalletClient({ account: testAccount(index), chain, transport });
}

export function testReader(el: TestEl) {
  const transport = http(el.running.endpoints.http, { retryCount: 0 });
  return createPublicClient({ chain, transport, pollingInterval: 20, cacheTime: 0 });
}

interface TransferOptions {
  nonce: number;
  to?: `0x${string}`;
  value?: bigint;
  gas?: bigint;
  maxFeePerGas?: bigint;
  maxPriorityFeePerGas?: bigint;
  data?: `0x${string}`;
  chainId?: number;
}

/** A signed transaction without asking the client anything. */
export function signedTransfer(index: number, { to = testAccount(4).address, ...options }: TransferOptions) {
  return testAccount(index).signTransaction({
    type: 'eip1559',
    chainId: 1337,
    to,
    value: 1n,
    gas: 21_000n,
    maxFeePerGas: 10_000_000_000n,
    maxPriorityFeePerGas: 1_000_000_000n,
    ...options,
  });
}
