import { createPublicClient, createWalletClient, http, parseEther } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestEl } from './test-el.ts';
import { TEST_KEYS, testGenesis } from './test-genesis.ts';

const account = privateKeyToAccount(TEST_KEYS[0] ?? '0x');
const other = privateKeyToAccount(TEST_KEYS[1] ?? '0x');

describe.each(['prague', 'osaka'] as const)('%s', (fork) => {
  let el: TestEl;
  beforeAll(async () => {
    el = await TestEl.start(testGenesis({ fork }));
  });
  afterAll(() => el.stop());

  const clients = () => {
    const chain = { ...foundry, id: 1337 };
    const transport = http(el.running.endpoints.http, { retryCount: 0 });
    return {
      wallet: createWalletClient({ account, chain, transport }),
      reader: createPublicClient({ chain, transport, pollingInterval: 20 }),
    };
  };

  test('a transfer goes into the next block', async () => {
    const { wallet, reader } = clients();
    const before = await reader.getBalance({ address: other.address });
    const hash = await wallet.sendTransaction({ to: other.address, value: parseEther('1') });
    await el.mine();
    const receipt = await reader.waitForTransactionReceipt({ hash });
    expect(receipt.status).toBe('success');
    expect(receipt.gasUsed).toBe(21_000n);
    expect(await reader.getBalance({ address: other.address })).toBe(before + parseEther('1'));
  });
});
