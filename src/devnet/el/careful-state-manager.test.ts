import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { Account, createAddressFromString } from '@ethereumjs/util';
import { expect, test } from 'vitest';
import { CarefulStateManager } from './careful-state-manager.ts';

test('storage whose trie nodes are missing rejects instead of ending the process', async () => {
  const state = new CarefulStateManager({ trie: new MerklePatriciaTrie({ useKeyHashing: true }) });
  const address = createAddressFromString(`0x${'11'.repeat(20)}`);
  const account = new Account();
  account.storageRoot = new Uint8Array(32).fill(1);
  await state.putAccount(address, account);
  const slot = new Uint8Array(32).fill(2);
  await expect(state.putStorage(address, slot, Uint8Array.of(3))).rejects.toThrow();
});

test('storage is written, read and cleared', async () => {
  const state = new CarefulStateManager({ trie: new MerklePatriciaTrie({ useKeyHashing: true }) });
  const address = createAddressFromString(`0x${'11'.repeat(20)}`);
  await state.putAccount(address, new Account());
  const slot = new Uint8Array(32).fill(2);
  await state.putStorage(address, slot, Uint8Array.of(3));
  expect(await state.getStorage(address, slot)).toEqual(Uint8Array.of(3));
  await state.clearStorage(address);
  expect(await state.getStorage(address, slot)).toHaveLength(0);
});
