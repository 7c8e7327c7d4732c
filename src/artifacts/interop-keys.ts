import { hash } from 'node:crypto';

/** The order of the groups of BLS12-381. */
export const BLS_ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;

/**
 * The secret key of an interop validator, which consensus clients know how to make by themselves:
 * the hash of the index, little-endian, modulo the curve's order (ethereum/eth2.0-pm, interop/mocked_start).
 */
export function interopSecretKey(index: number): bigint {
  const preimage = Buffer.alloc(32);
  preimage.writeUInt32LE(index);
  const digest = hash('sha256', preimage, 'buffer').reverse();
  return BigInt(`0x${digest.toString('hex')}`) % BLS_ORDER;
}

/** 32 bytes, big-endian, as BLS libraries and keystores have them. */
export function secretKeyBytes(secretKey: bigint): Uint8Array {
  return Buffer.from(secretKey.toString(16).padStart(64, '0'), 'hex');
}
