import { RLP } from '@ethereumjs/rlp';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { hexToBytes } from '../lib/hex.ts';
import type { ElGenesis, GenesisAccount } from './el-genesis.ts';
import { CONTRACT_FACTS } from './generated/l1-data.ts';
import { type TrieEntry, trieRoot } from './trie-root.ts';

/** The fields of the execution layer's genesis block that the beacon state repeats, and its hash. */
export interface ElGenesisBlock {
  hash: Uint8Array;
  stateRoot: Uint8Array;
  gasLimit: number;
  timestamp: number;
  /** Wei. */
  baseFeePerGas: number;
}

export const EMPTY_TRIE_ROOT = hexToBytes('56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421');
const EMPTY_CODE_HASH = hexToBytes('c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');
const EMPTY_OMMERS_HASH = hexToBytes('1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347');
const EMPTY_REQUESTS_HASH = hexToBytes('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
const INITIAL_BASE_FEE = 1_000_000_000;

/** Prague's header, which Osaka leaves as it is (EIP-4895, 4844, 4788 and 7685 added its last fields). */
export function buildElGenesisBlock(genesis: ElGenesis): ElGenesisBlock {
  const stateRoot = trieRoot(Object.entries(genesis.alloc).map(accountEntry));
  const hash = keccak_256(
    RLP.encode([
      genesis.parentHash,
      EMPTY_OMMERS_HASH,
      genesis.coinbase,
      stateRoot,
      EMPTY_TRIE_ROOT,
      EMPTY_TRIE_ROOT,
      new Uint8Array(256),
      integer(genesis.difficulty),
      integer(genesis.number),
      integer(genesis.gasLimit),
      integer(genesis.gasUsed),
      integer(genesis.timestamp),
      genesis.extraData,
      genesis.mixHash,
      hexToBytes(BigInt(genesis.nonce).toString(16).padStart(16, '0')),
      INITIAL_BASE_FEE,
      EMPTY_TRIE_ROOT,
      0,
      0,
      new Uint8Array(32),
      EMPTY_REQUESTS_HASH,
    ]),
  );
  return {
    hash,
    stateRoot,
    gasLimit: Number(genesis.gasLimit),
    timestamp: Number(genesis.timestamp),
    baseFeePerGas: INITIAL_BASE_FEE,
  };
}

function accountEntry([address, account]: [string, GenesisAccount]): TrieEntry {
  const facts = CONTRACT_FACTS[address];
  if (facts === undefined && account.code !== undefined) throw new Error(`no facts of the contract at ${address}`);
  return {
    key: keccak_256(hexToBytes(address)),
    value: RLP.encode([
      integer(account.nonce ?? '0x0'),
      integer(account.balance),
      facts === undefined ? EMPTY_TRIE_ROOT : hexToBytes(facts.storageRoot),
      facts === undefined ? EMPTY_CODE_HASH : hexToBytes(facts.codeHash),
    ]),
  };
}

/** Integers are written without leading zeros. */
function integer(hex: string): bigint {
  return BigInt(hex);
}
