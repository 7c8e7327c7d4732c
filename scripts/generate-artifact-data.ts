import { createCipheriv, hash, pbkdf2Sync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { GethGenesis } from '@ethereumjs/common';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { interopSecretKeys } from '@lodestar/state-transition';
import { ssz } from '@lodestar/types';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { DEPOSIT_CONTRACT_CODE, depositContractStorage } from '../src/artifacts/deposit-contract.ts';
import { buildElGenesis } from '../src/artifacts/el-genesis.ts';
import { KEYSTORE_KDF } from '../src/artifacts/keystore-kdf.ts';
import { DEPOSIT_CONTRACT_ADDRESS, KEYSTORE_PASSWORD, VALIDATOR_COUNT } from '../src/artifacts/l1-constants.ts';
import { SYSTEM_CONTRACTS } from '../src/artifacts/system-contracts.ts';
import { bytesToHex, type Hex, hexToBytes } from '../src/lib/hex.ts';
import { executionGenesisHeader } from '../test/support/full-genesis.ts';

/** Writes what every L1 session has in common and is slow to compute: `node scripts/generate-artifact-data.ts`. */
export const ARTIFACT_DATA_FILE = fileURLToPath(new URL('../src/artifacts/generated/l1-data.ts', import.meta.url));

export async function renderArtifactData(): Promise<string> {
  const secretKeys = interopSecretKeys(VALIDATOR_COUNT);
  const publicKeys = secretKeys.map((key) => key.toPublicKey().toBytes());
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
    '/** The secret key of an interop validator as its keystore holds it; hex without `0x`. */',
    'export interface KeystoreSecret {',
    ...['checksum', 'message', 'iv', 'uuid'].map((name) => `  ${name}: string;`),
    '}',
    '',
    'export const KEYSTORE_SECRETS: readonly KeystoreSecret[] = [',
    ...keystoreSecrets(secretKeys.map((key) => key.toBytes())),
    '];',
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
    '/** The state root of the execution genesis with no accounts besides those that every L1 has. */',
    ...constant('STANDARD_STATE_ROOT', await standardStateRoot()),
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

/** Identifiers are made from the key rather than at random: the same session is the same to the byte. */
function keystoreSecrets(secretKeys: readonly Uint8Array[]): string[] {
  const { c, dklen, salt } = KEYSTORE_KDF;
  const key = pbkdf2Sync(KEYSTORE_PASSWORD, Buffer.from(salt, 'hex'), c, dklen, 'sha256');
  return secretKeys.flatMap((secretKey) => {
    const unique = hash('sha256', secretKey, 'buffer');
    const iv = unique.subarray(0, 16);
    const message = createCipheriv('aes-128-ctr', key.subarray(0, 16), iv).update(secretKey);
    const checksum = hash('sha256', Buffer.concat([key.subarray(16, 32), message]));
    return [
      '  {',
      `    checksum: '${checksum}',`,
      `    message: '${message.toString('hex')}',`,
      `    iv: '${iv.toString('hex')}',`,
      `    uuid: '${uuid(unique.subarray(16))}',`,
      '  },',
    ];
  });
}

/** Version 4 (RFC 9562) of 16 given bytes. */
function uuid(bytes: Uint8Array): string {
  const digits = Buffer.from(bytes);
  digits[6] = ((digits[6] as number) & 0x0f) | 0x40;
  digits[8] = ((digits[8] as number) & 0x3f) | 0x80;
  return digits.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

async function standardStateRoot(): Promise<Uint8Array> {
  const genesis = buildElGenesis({ genesisTime: 0, fork: 'electra', prefundedAccounts: [] });
  return (await executionGenesisHeader(genesis as unknown as GethGenesis)).stateRoot;
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
