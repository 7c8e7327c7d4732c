import { createHash } from 'node:crypto';
import { SecretKey } from '@chainsafe/blst';

const CURVE_ORDER = 52435875175126190479447740508185965837690552500527637822603658699938581184513n;

/**
 * The key that every client derives for interop validator `index`: SHA-256 of the index (32 bytes, little-endian) read
 * as a little-endian number, modulo the curve order (eth2.0-pm, `interop/mocked_start`).
 */
export function interopSecretKey(index: number): SecretKey {
  const seed = Buffer.alloc(32);
  seed.writeUInt32LE(index);
  const digest = createHash('sha256').update(seed).digest().reverse();
  return SecretKey.fromBytes(scalarToBytes(BigInt(`0x${digest.toString('hex')}`) % CURVE_ORDER));
}

/**
 * The key whose signature equals the aggregate of the signatures by all the given keys over the same message: their
 * sum. A key may be given more than once.
 */
export function sumOfKeys(keys: Iterable<SecretKey>): SecretKey {
  let sum = 0n;
  for (const key of keys) sum += BigInt(`0x${Buffer.from(key.toBytes()).toString('hex')}`);
  return SecretKey.fromBytes(scalarToBytes(sum % CURVE_ORDER));
}

function scalarToBytes(scalar: bigint): Uint8Array {
  return Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
}
