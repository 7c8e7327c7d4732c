import { RLP } from '@ethereumjs/rlp';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { hexToBytes } from '../lib/hex.ts';
import type { ElGenesis } from './el-genesis.ts';
import { EMPTY_TRIE_ROOT } from './trie-root.ts';

/** The fields of the execution layer's genesis block that the beacon state repeats, and its hash. */
export interface ElGenesisBlock {
  hash: Uint8Array;
  stateRoot: Uint8Array;
  gasLimit: number;
  timestamp: number;
  /** Wei. */
  baseFeePerGas: number;
}

const EMPTY_OMMERS_HASH = hexToBytes('1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347');
const EMPTY_REQUESTS_HASH = hexToBytes('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
const INITIAL_BASE_FEE = 1_000_000_000;

/**
 * `stateRoot` is that of the genesis accounts.
 * The header is Prague's, which Osaka leaves as it is (EIP-4895, 4844, 4788 and 7685 added its last fields).
 */
export function buildElGenesisBlock(genesis: ElGenesis, stateRoot: Uint8Array): ElGenesisBlock {
  const hash = keccak_256(
    RLP.encode([
      genesis.parentHash,
      EMPTY_OMMERS_HASH,
      genesis.coinbase,
      stateRoot,
      EMPTY_TRIE_ROOT,
      EMPTY_TRIE_ROOT,
      new Uint8Array(256),
      BigInt(genesis.difficulty),
      BigInt(genesis.number),
      BigInt(genesis.gasLimit),
      BigInt(genesis.gasUsed),
      BigInt(genesis.timestamp),
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
