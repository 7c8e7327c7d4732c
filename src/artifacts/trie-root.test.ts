import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesToHex } from '../lib/hex.ts';
import { trieRoot } from './trie-root.ts';

// Few distinct bytes make long shared prefixes, short values make nodes that stand in their parent.
const key = fc.array(fc.constantFrom(0, 1, 0x10, 0xff), { minLength: 32, maxLength: 32 });
const value = fc.uint8Array({ minLength: 1, maxLength: 40 });

test('any set of entries gets the root that the trie library computes', async () => {
  const entriesOf = fc.uniqueArray(fc.tuple(key, value), {
    selector: ([bytes]) => bytes.join(),
    maxLength: 24,
  });
  const property = fc.asyncProperty(entriesOf, async (pairs) => {
    const entries = pairs.map(([bytes, raw]) => ({ key: Uint8Array.from(bytes), value: RLP.encode(raw) }));
    const trie = new MerklePatriciaTrie();
    for (const entry of entries) await trie.put(entry.key, entry.value);
    expect(bytesToHex(trieRoot(entries))).toBe(bytesToHex(trie.root()));
  });
  await fc.assert(property, { numRuns: 60, seed: 1 });
});
