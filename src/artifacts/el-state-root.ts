import { RLP } from '@ethereumjs/rlp';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { hexToBytes } from '../lib/hex.ts';
import type { ElGenesis, GenesisAccount } from './el-genesis.ts';
import { CONTRACT_FACTS } from './generated/l1-data.ts';
import { EMPTY_TRIE_ROOT, type TrieEntry, trieRoot } from './trie-root.ts';

const EMPTY_CODE_HASH = hexToBytes('c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');

/** The state root of a genesis whose contracts are those that every L1 has. */
export function elStateRoot(alloc: ElGenesis['alloc']): Uint8Array {
  return trieRoot(Object.entries(alloc).map(accountEntry));
}

function accountEntry([address, account]: [string, GenesisAccount]): TrieEntry {
  const facts = CONTRACT_FACTS[address];
  if (facts === undefined && account.code !== undefined) throw new Error(`no facts of the contract at ${address}`);
  return {
    key: keccak_256(hexToBytes(address)),
    value: RLP.encode([
      BigInt(account.nonce ?? '0x0'),
      BigInt(account.balance),
      facts === undefined ? EMPTY_TRIE_ROOT : hexToBytes(facts.storageRoot),
      facts === undefined ? EMPTY_CODE_HASH : hexToBytes(facts.codeHash),
    ]),
  };
}
