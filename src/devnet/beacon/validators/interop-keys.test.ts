import { aggregateSignatures } from '@chainsafe/blst';
import { expect, it } from 'vitest';
import { bytesToHex } from '../../../lib/hex.ts';
import { interopSecretKey, sumOfKeys } from './interop-keys.ts';

it('derives the keys that every client knows', () => {
  // eth2.0-pm, interop/mocked_start/keygen_10_validators.yaml
  expect(interopSecretKey(0).toHex()).toBe('0x25295f0d1d592a90b333e26e85149708208e9f8e8bc18f6c77bd62f8ad7a6866');
  expect(bytesToHex(interopSecretKey(0).toPublicKey().toBytes())).toBe(
    '0xa99a76ed7796f7be22d5b7e85deeb7c5677e88e511e0b337618f8c4eb61349b4bf2d153f649f7b53359fe8b94a38e44c',
  );
  expect(interopSecretKey(1).toHex()).toBe('0x51d0b65185db6989ab0b560d6deed19c7ead0e24b9b6372cbecb1f26bdfad000');
});

it('signs with a sum of keys as they would all together', () => {
  const keys = [0, 1, 1, 7].map(interopSecretKey);
  const root = new Uint8Array(32).fill(3);
  const together = aggregateSignatures(keys.map((key) => key.sign(root)));
  expect(sumOfKeys(keys).sign(root).toHex()).toBe(together.toHex());
});
