import { createHash } from 'node:crypto';
import type { CustomCrypto } from '@ethereumjs/common';
import { calculateSigRecovery, concatBytes, setLengthLeft } from '@ethereumjs/util';
import { createKeccak } from 'hash-wasm';

/** The library wants one before it decodes a blob transaction, but asks it nothing: proofs are checked by `Kzg`. */
const ELSEWHERE = Object.fromEntries(
  [
    'blobToKzgCommitment',
    'computeBlobProof',
    'verifyProof',
    'verifyBlobProofBatch',
    'computeCells',
    'computeCellsAndProofs',
    'recoverCellsAndProofs',
    'verifyCellKzgProofBatch',
  ].map((name) => [name, unexpected]),
) as unknown as NonNullable<CustomCrypto['kzg']>;

function unexpected(): never {
  throw new Error('KZG proofs are checked in a thread of their own');
}

/**
 * WebAssembly keccak and OpenSSL's sha256 in place of the library's JavaScript: hashing is the largest part of writing
 * a state trie.
 */
export async function createCrypto(): Promise<CustomCrypto> {
  const keccak = await createKeccak(256);
  return {
    keccak256: (message) => keccak.init().update(message).digest('binary'),
    kzg: ELSEWHERE,
    sha256: (message) => new Uint8Array(createHash('sha256').update(message).digest()),
  };
}

/**
 * Adds signature recovery in WebAssembly, five times as fast as the library's own, which serves until then.
 * Loaded after the ports are open, because compiling it takes some 20 ms. Resolves to whether it could be loaded.
 */
export async function addFastRecovery(crypto: CustomCrypto): Promise<boolean> {
  try {
    const { recover } = await import('tiny-secp256k1');
    crypto.ecrecover = (hash, v, r, s, chainId) => {
      const signature = concatBytes(setLengthLeft(r, 32), setLengthLeft(s, 32));
      const key = recover(hash, signature, Number(calculateSigRecovery(v, chainId)) as 0 | 1, false);
      if (key === null) throw new Error('invalid signature');
      return key.subarray(1);
    };
    return true;
  } catch {
    return false;
  }
}
