import { RLP } from '@ethereumjs/rlp';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { hexToBytes } from '../lib/hex.ts';

export const EMPTY_TRIE_ROOT = hexToBytes('56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421');

/** A key of 32 bytes and what is stored under it, already RLP-encoded. */
export interface TrieEntry {
  key: Uint8Array;
  value: Uint8Array;
}

type TrieNode = (Uint8Array | TrieNode)[];
interface Path {
  nibbles: Uint8Array;
  value: Uint8Array;
}

/**
 * The root of a Merkle Patricia trie (Yellow Paper, appendix D) that is filled once and never read: no database and
 * no proofs, hence a few milliseconds for a genesis. Keys must be of equal length and distinct.
 */
export function trieRoot(entries: readonly TrieEntry[]): Uint8Array {
  if (entries.length === 0) return EMPTY_TRIE_ROOT;
  const paths = entries.map(({ key, value }) => ({ nibbles: nibblesOf(key), value }));
  paths.sort((a, b) => Buffer.compare(a.nibbles, b.nibbles));
  return keccak_256(RLP.encode(buildNode(paths, 0)));
}

/** `paths` are sorted and agree on the first `depth` nibbles. */
function buildNode(paths: readonly Path[], depth: number): TrieNode {
  const [first, last] = [paths[0] as Path, paths[paths.length - 1] as Path];
  if (first === last) return [compact(first.nibbles.subarray(depth), true), first.value];
  let shared = depth;
  while (first.nibbles[shared] === last.nibbles[shared]) shared++;
  if (shared > depth) return [compact(first.nibbles.subarray(depth, shared), false), reference(paths, shared)];

  const branch: TrieNode = [];
  for (let nibble = 0; nibble < 16; nibble++) {
    const below = paths.filter((path) => path.nibbles[depth] === nibble);
    branch.push(below.length === 0 ? new Uint8Array() : reference(below, depth + 1));
  }
  branch.push(new Uint8Array());
  return branch;
}

/** Nodes shorter than a hash stand in their parent themselves. */
function reference(paths: readonly Path[], depth: number): Uint8Array | TrieNode {
  const node = buildNode(paths, depth);
  const encoded = RLP.encode(node);
  return encoded.length < 32 ? node : keccak_256(encoded);
}

function nibblesOf(key: Uint8Array): Uint8Array {
  const nibbles = new Uint8Array(key.length * 2);
  for (const [index, byte] of key.entries()) {
    nibbles[index * 2] = byte >> 4;
    nibbles[index * 2 + 1] = byte & 15;
  }
  return nibbles;
}

/** Hex-prefix encoding: the first nibble says whether the length is odd and whether this is a leaf. */
function compact(nibbles: Uint8Array, leaf: boolean): Uint8Array {
  const odd = nibbles.length % 2;
  const flag = (leaf ? 2 : 0) + odd;
  const padded = odd === 1 ? [flag, ...nibbles] : [flag, 0, ...nibbles];
  const bytes = new Uint8Array(padded.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = ((padded[index * 2] as number) << 4) | (padded[index * 2 + 1] as number);
  }
  return bytes;
}
