import { SecretKey } from '@chainsafe/blst';
import { expect, test } from 'vitest';
import { bytesToHex, hexToBytes } from '../lib/hex.ts';
import { PREFUNDED_ACCOUNTS, RELAY_PUBLIC_KEY, RELAY_SECRET_KEY } from './l1-constants.ts';
import { addressOfPrivateKey } from './secp256k1.ts';

test('the prefunded accounts have the addresses of their keys', () => {
  for (const { privateKey, address } of PREFUNDED_ACCOUNTS) {
    expect(addressOfPrivateKey(privateKey)).toBe(address.toLowerCase());
  }
});

test("the relay's public key is that of its secret key", () => {
  expect(bytesToHex(SecretKey.fromBytes(hexToBytes(RELAY_SECRET_KEY)).toPublicKey().toBytes())).toBe(RELAY_PUBLIC_KEY);
});
