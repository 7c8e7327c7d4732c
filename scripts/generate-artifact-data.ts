import { hash, pbkdf2Sync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { interopSecretKeys } from '@lodestar/state-transition';
import { ssz } from '@lodestar/types';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { DEPOSIT_CONTRACT_CODE } from '../src/artifacts/deposit-contract-code.ts';
import { KEYSTORE_KDF } from '../src/artifacts/keystore-kdf.ts';
import { DEPOSIT_CONTRACT_ADDRESS, KEYSTORE_PASSWORD, VALIDATOR_COUNT } from '../src/artifacts/l1-constants.ts';
import { SYSTEM_CONTRACTS } from '../src/artifacts/system-contracts.ts';
import { bytesToHex, type Hex, hexToBytes } from '../src/lib/hex.ts';

/** Writes what every L1 session has in common and is slow to compute: `node scripts/generate-artifact-data.ts`. */
export const ARTIFACT_DATA_FILE = fileURLToPath(new URL('../src/artifacts/generated/l1-data.ts', import.meta.url));

export async function renderArtifactData(): Promise<string> {
  const publicKeys = interopSecretKeys(VALIDATOR_COUNT).map((key) => key.toPublicKey().toBytes());
  const storage = depositContractStorage();
  const facts = [
    ...SYSTEM_CONTRACTS.map(({ address, code }) => contractFacts(address, code, {})),
    contractFacts(DEPOSIT_CONTRACT_ADDRESS, DEPOSIT_CONTRACT_CODE, storage),
  ];
  return [
    '// Written by scripts/generate-artifact-data.ts; a test compares the two.',
    "import type { Hex } from '../../lib/hex.ts';",
    '',
    '/** The BLS public keys of interop validators 0 to 99. */',
    'export const INTEROP_PUBLIC_KEYS: readonly Hex[] = [',
    ...publicKeys.map((key) => `  '${bytesToHex(key)}',`),
    '];',
    '',
    '/** What keystore-kdf.ts derives from the password of the keystores. */',
    ...constant('KEYSTORE_KEY', keystoreKey()),
    '',
    '/** Of the genesis state with these validators, which does not depend on the genesis time. */',
    ...constant('GENESIS_VALIDATORS_ROOT', genesisValidatorsRoot(publicKeys)),
    '',
    '/** Of an empty block body, the same for Electra and Fulu. */',
    ...constant('GENESIS_BODY_ROOT', emptyBodyRoot()),
    ...constant('EMPTY_DEPOSITS_ROOT', ssz.phase0.DepositDataRootList.hashTreeRoot([])),
    ...constant('EMPTY_TRANSACTIONS_ROOT', ssz.bellatrix.Transactions.hashTreeRoot([])),
    ...constant('EMPTY_WITHDRAWALS_ROOT', ssz.capella.Withdrawals.hashTreeRoot([])),
    '',
    '/** The roots of the empty subtrees of the deposit tree, which its contract keeps from slot 0x22 on. */',
    'export const DEPOSIT_CONTRACT_STORAGE: Record<Hex, Hex> = {',
    ...Object.entries(storage).flatMap(([slot, value]) => [`  '${slot}':`, `    '${value}',`]),
    '};',
    '',
    '/** Of the contracts of the genesis, by address without `0x`. */',
    'export const CONTRACT_FACTS: Record<string, { codeHash: Hex; storageRoot: Hex }> = {',
    ...(await Promise.all(facts)).flat(),
    '};',
    '',
  ].join('\n');
}

function constant(name: string, value: Uint8Array): string[] {
  const line = `export const ${name}: Hex = '${bytesToHex(value)}';`;
  return line.length <= 120 ? [line] : [`export const ${name}: Hex =`, `  '${bytesToHex(value)}';`];
}

function keystoreKey(): Uint8Array {
  const { c, dklen, salt } = KEYSTORE_KDF;
  return pbkdf2Sync(KEYSTORE_PASSWORD, Buffer.from(salt, 'hex'), c, dklen, 'sha256');
}

function genesisValidatorsRoot(publicKeys: readonly Uint8Array[]): Uint8Array {
  return ssz.phase0.Validators.hashTreeRoot(
    publicKeys.map((pubkey) => ({
      pubkey,
      withdrawalCredentials: Uint8Array.from([1, ...new Uint8Array(11), ...pubkey.subarray(0, 20)]),
      effectiveBalance: 32e9,
      slashed: false,
      activationEligibilityEpoch: 0,
      activationEpoch: 0,
      exitEpoch: Number.POSITIVE_INFINITY,
      withdrawableEpoch: Number.POSITIVE_INFINITY,
    })),
  );
}

function emptyBodyRoot(): Uint8Array {
  const electra = ssz.electra.BeaconBlockBody.hashTreeRoot(ssz.electra.BeaconBlockBody.defaultValue());
  const fulu = ssz.fulu.BeaconBlockBody.hashTreeRoot(ssz.fulu.BeaconBlockBody.defaultValue());
  if (Buffer.compare(electra, fulu) !== 0) throw new Error('Electra and Fulu have different block bodies');
  return electra;
}

/** Its constructor hashes zeros 31 times; slot 0x21 holds the zero leaf. */
function depositContractStorage(): Record<Hex, Hex> {
  const storage: Record<Hex, Hex> = {};
  let subtree = Buffer.alloc(32);
  for (let slot = 0x22; slot <= 0x40; slot++) {
    subtree = hash('sha256', Buffer.concat([subtree, subtree]), 'buffer') as typeof subtree;
    storage[`0x${slot.toString(16).padStart(64, '0')}`] = bytesToHex(subtree);
  }
  return storage;
}

async function contractFacts(address: Hex, code: Hex, storage: Record<Hex, Hex>): Promise<string[]> {
  const trie = new MerklePatriciaTrie({ useKeyHashing: true });
  for (const [slot, value] of Object.entries(storage)) await trie.put(hexToBytes(slot), RLP.encode(value));
  return [
    `  '${address.slice(2).toLowerCase()}': {`,
    `    codeHash: '${bytesToHex(keccak_256(hexToBytes(code)))}',`,
    `    storageRoot: '${bytesToHex(trie.root())}',`,
    '  },',
  ];
}

if (import.meta.main) writeFileSync(ARTIFACT_DATA_FILE, await renderArtifactData());
