import type { ArtifactFile } from './artifact.ts';
import { secp256k1PublicKey } from './secp256k1.ts';

export interface EnodeKey {
  /** From 1. */
  index: number;
  /** `enode-key-N.txt` with the private key, hex without `0x`. */
  file: ArtifactFile;
  /** What stands before the `@` of an enode URL: the public key, hex without `0x`. */
  nodeId: string;
}

/** The Nth peer-to-peer identity of a session: its private key is the integer N. */
export function enodeKey(index: number): EnodeKey {
  if (!Number.isSafeInteger(index) || index < 1) throw new RangeError(`enode keys count from 1: ${index}`);
  const privateKey = Buffer.alloc(32);
  privateKey.writeBigUInt64BE(BigInt(index), 24);
  return {
    index,
    file: { path: `enode-key-${index}.txt`, content: privateKey.toString('hex') },
    nodeId: Buffer.from(secp256k1PublicKey(privateKey)).toString('hex'),
  };
}
