import { setHasher } from '@chainsafe/persistent-merkle-tree';
import { hasher } from '@chainsafe/persistent-merkle-tree/hasher/hashtree';

// Merkle trees hash in JavaScript unless told otherwise, half as fast. Import this before anything that builds a tree.
setHasher(hasher);
