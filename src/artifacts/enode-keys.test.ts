import { expect, test } from 'vitest';
import { enodeKey } from './enode-keys.ts';

test('the first key is the integer one, its public key the generator of the curve', () => {
  const key = enodeKey(1);
  expect(key.file).toEqual({ path: 'enode-key-1.txt', content: `${'0'.repeat(63)}1` });
  expect(key.nodeId).toBe(
    '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798' +
      '483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8',
  );
});

test('every index has a key of its own', () => {
  expect(enodeKey(10).file).toEqual({ path: 'enode-key-10.txt', content: `${'0'.repeat(63)}a` });
  expect(enodeKey(2).nodeId).not.toBe(enodeKey(1).nodeId);
});

test.each([0, -1, 1.5])('%d is no index', (index) => {
  expect(() => enodeKey(index)).toThrow(RangeError);
});
