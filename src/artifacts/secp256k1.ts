import { createECDH } from 'node:crypto';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, type Hex, hexToBytes } from '../lib/hex.ts';

/**
 * The 64 bytes of the uncompressed public key, as node ids and addresses are made of.
 * Throws on a key that is not 32 bytes or not between 1 and the curve's order.
 */
export function secp256k1PublicKey(privateKey: Uint8Array): Uint8Array {
  if (privateKey.length !== 32) throw new RangeError('a secp256k1 private key has 32 bytes');
  const ecdh = createECDH('secp256k1');
  ecdh.setPrivateKey(privateKey);
  return new Uint8Array(ecdh.getPublicKey().subarray(1));
}

/** The address of a private key, in lower case. Throws as {@link secp256k1PublicKey} does. */
export function addressOfPrivateKey(privateKey: string): Hex {
  const publicKey = secp256k1PublicKey(hexToBytes(privateKey));
  return bytesToHex(keccak_256(publicKey).subarray(12));
}
