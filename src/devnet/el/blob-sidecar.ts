import { createHash } from 'node:crypto';
import { RLP } from '@ethereumjs/rlp';
import { concatBytes } from '@ethereumjs/util';
import { bytesToHex, type Hex } from '../../lib/hex.ts';

const BLOB_SIZE = 131_072;
const KZG_SIZE = 48;
export const CELLS_PER_BLOB = 128;

/** The blobs of a transaction with their proofs: one a blob (version 0, EIP-4844) or one a cell (1, EIP-7594). */
export interface BlobSidecar {
  version: 0 | 1;
  blobs: Uint8Array[];
  commitments: Uint8Array[];
  proofs: Uint8Array[];
}

export interface NetworkTransaction {
  /** The transaction as it stands in a block. */
  body: Uint8Array;
  sidecar: BlobSidecar;
}

/**
 * Takes a blob transaction in network form apart: 0x03 || rlp([tx, blobs, commitments, proofs]), or with the version
 * before the blobs (EIP-7594). Returns nothing when it comes without blobs. Throws `RangeError`.
 */
export function splitNetworkTransaction(bytes: Uint8Array): NetworkTransaction | undefined {
  type Wrapper = [Uint8Array[], ...(Uint8Array | Uint8Array[])[]];
  const fields = RLP.decode(bytes.subarray(1)) as Wrapper;
  if (!Array.isArray(fields[0])) return undefined;
  const versioned = fields.length === 5;
  if (!versioned && fields.length !== 4) throw new RangeError('a blob transaction has 4 or 5 parts');
  if (versioned && Buffer.compare(Buffer.from(fields[1] as Uint8Array), Buffer.of(1)) !== 0) {
    throw new RangeError('the version of a blob sidecar must be 1');
  }
  const [blobs, commitments, proofs] = fields.slice(versioned ? 2 : 1) as [Uint8Array[], Uint8Array[], Uint8Array[]];
  const sidecar: BlobSidecar = { version: versioned ? 1 : 0, blobs, commitments, proofs };
  checkShape(sidecar);
  return { body: concatBytes(Uint8Array.of(3), RLP.encode(fields[0])), sidecar };
}

/** The network form again, as it was received. */
export function joinNetworkTransaction(
  body: Uint8Array,
  { version, blobs, commitments, proofs }: BlobSidecar,
): Uint8Array {
  const transaction = RLP.decode(body.subarray(1));
  const parts = version === 0 ? [transaction] : [transaction, Uint8Array.of(version)];
  return concatBytes(
    Uint8Array.of(3),
    RLP.encode([...parts, blobs, commitments, proofs] as Parameters<typeof RLP.encode>[0]),
  );
}

export function versionedHash(commitment: Uint8Array): Hex {
  const hash = new Uint8Array(createHash('sha256').update(commitment).digest());
  hash[0] = 1;
  return bytesToHex(hash);
}

function checkShape({ version, blobs, commitments, proofs }: BlobSidecar): void {
  const proofsPerBlob = version === 0 ? 1 : CELLS_PER_BLOB;
  if (commitments.length !== blobs.length) {
    throw new RangeError(`invalid number of ${commitments.length} blob commitments for ${blobs.length} blobs`);
  }
  if (proofs.length !== blobs.length * proofsPerBlob) {
    throw new RangeError(`invalid number of ${proofs.length} blob proofs expected ${blobs.length * proofsPerBlob}`);
  }
  if (blobs.some((blob) => blob.length !== BLOB_SIZE)) throw new RangeError('a blob has 131072 bytes');
  if ([...commitments, ...proofs].some((item) => item.length !== KZG_SIZE)) {
    throw new RangeError('a commitment or proof has 48 bytes');
  }
}
