import { createHash } from 'node:crypto';
import { bytesToHex, type Hex } from '../../lib/hex.ts';

/** How a blob transaction names a blob: SHA-256 of its KZG commitment with the first byte set to 1 (EIP-4844). */
export function versionedHash(commitment: Uint8Array): Hex {
  const hash = createHash('sha256').update(commitment).digest();
  hash[0] = 1;
  return bytesToHex(hash);
}
