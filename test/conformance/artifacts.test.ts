import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decrypt, type IKeystore, validateKeystore } from '@chainsafe/bls-keystore';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ElGenesis } from '../../src/artifacts/el-genesis.ts';
import { interopSecretKey, secretKeyBytes } from '../../src/artifacts/interop-keys.ts';
import { buildL1Artifacts, type L1ArtifactOptions } from '../../src/artifacts/l1-artifacts.ts';
import { VALIDATOR_COUNT } from '../../src/artifacts/l1-constants.ts';
import { SYSTEM_CONTRACTS } from '../../src/artifacts/system-contracts.ts';
import { bytesToHex } from '../../src/lib/hex.ts';
import { conformancePath } from '../support/conformance.ts';
import { fullGenesis } from '../support/full-genesis.ts';
import { isSkip } from '../support/real-world.ts';

const goCase = (name: string) => conformancePath('go-playground', name, 'artifacts');
const l1 = goCase('l1');
const fulu = goCase('l1-fulu');
const read = (folder: unknown, path: string) => readFileSync(join(String(folder), path));
const text = (folder: unknown, path: string) => read(folder, path).toString('utf8');

/** Our files, for the genesis time that the Go program's genesis.json has. */
async function ours(folder: unknown, options: Omit<L1ArtifactOptions, 'genesisTime'>) {
  const genesisTime = Number((JSON.parse(text(folder, 'genesis.json')) as ElGenesis).timestamp);
  const files = new Map((await buildL1Artifacts({ ...options, genesisTime })).map((file) => [file.path, file.content]));
  return (path: string) => files.get(path) ?? expect.unreachable(`no ${path}`);
}

describe.skipIf(isSkip(l1))('the artifacts of the Go builder-playground, Electra', () => {
  test('its genesis.ssz is what the full computation makes of its genesis.json and config.yaml', async () => {
    const full = await fullGenesis(text(l1, 'genesis.json'), text(l1, 'testnet/config.yaml'));
    const theirs = gunzipSync(read(l1, 'testnet/genesis.ssz.gz'));
    expect(Buffer.compare(full.genesisSsz, theirs)).toBe(0);
    expect(bytesToHex(full.genesisValidatorsRoot).slice(2)).toBe(text(l1, 'testnet/genesis_validators_root.txt'));
  });

  test('our genesis.json is theirs with the code of the system contracts', async () => {
    const file = await ours(l1, { fork: 'electra', slotDurationMs: 12_000 });
    const genesis = JSON.parse(file('genesis.json') as string) as ElGenesis;
    for (const { address, code } of SYSTEM_CONTRACTS) {
      expect(genesis.alloc[address.slice(2)]).toEqual({ balance: '0x0', code, nonce: '0x1' });
      // Theirs leaves the contracts out, so that system calls do nothing.
      delete genesis.alloc[address.slice(2)];
    }
    expect(JSON.stringify(genesis, null, '\t')).toBe(text(l1, 'genesis.json'));
  });

  test('our config.yaml is theirs without the blob schedule', async () => {
    const file = await ours(l1, { fork: 'electra', slotDurationMs: 12_000 });
    // rbuilder cannot read a list among the values of /eth/v1/config/spec, and before Fulu the key means nothing.
    const theirs = text(l1, 'testnet/config.yaml').replace(/BLOB_SCHEDULE:[\s\S]*$/, '');
    expect(entries(file('testnet/config.yaml') as string)).toEqual(entries(theirs));
  });

  test('the small files are theirs to the byte', async () => {
    const file = await ours(l1, { fork: 'electra', slotDurationMs: 12_000 });
    for (const path of [
      'jwtsecret',
      'testnet/boot_enr.yaml',
      'testnet/deploy_block.txt',
      'testnet/deposit_contract_block.txt',
      'testnet/genesis_validators_root.txt',
      ...readdirSync(join(String(l1), 'data_validator/secrets')).map((name) => `data_validator/secrets/${name}`),
    ]) {
      expect(file(path), path).toBe(text(l1, path));
    }
  });

  test('their keystore and ours of the same validator have the same form and hold the same key', async () => {
    const file = await ours(l1, { fork: 'electra', slotDurationMs: 12_000 });
    for (const publicKey of readdirSync(join(String(l1), 'data_validator/validators'))) {
      const path = `data_validator/validators/${publicKey}/voting-keystore.json`;
      const theirs = JSON.parse(text(l1, path)) as IKeystore;
      const own = JSON.parse(file(path) as string) as IKeystore;
      const secret = await decrypt(theirs, text(l1, `data_validator/secrets/${publicKey}`));
      expect(await decrypt(own, 'secret')).toEqual(secret);
      expect(interopSecrets()).toContain(bytesToHex(secret));
      // EIP-2335 requires a path; theirs has none.
      expect(shape(own)).toEqual(shape({ ...theirs, path: '' }));
      validateKeystore(own);
    }
  });
});

describe.skipIf(isSkip(fulu))('the artifacts of the Go builder-playground, Fulu', () => {
  test('our genesis.json is theirs with the system contracts and the blobs of Osaka', async () => {
    const file = await ours(fulu, { fork: 'fulu', slotDurationMs: 1000 });
    const genesis = JSON.parse(file('genesis.json') as string) as ElGenesis;
    for (const { address } of SYSTEM_CONTRACTS) delete genesis.alloc[address.slice(2)];
    const schedule = genesis.config.blobSchedule as Record<string, unknown>;
    expect(schedule.osaka).toEqual(schedule.prague);
    // Theirs has no entry for Osaka, and `geth init` refuses it.
    delete schedule.osaka;
    expect(JSON.stringify(genesis, null, '\t')).toBe(text(fulu, 'genesis.json'));
  });

  test('our config.yaml is theirs but for the slot duration and the blob schedule', async () => {
    const file = await ours(fulu, { fork: 'fulu', slotDurationMs: 1000 });
    const theirs = text(fulu, 'testnet/config.yaml')
      // Theirs says 12 seconds here whatever SECONDS_PER_SLOT says, and Prysm never makes a block.
      .replace('SLOT_DURATION_MS: 12000', 'SLOT_DURATION_MS: 1000')
      // Mainnet's schedule, which their genesis.json does not follow.
      .replace(/BLOB_SCHEDULE:[\s\S]*$/, 'BLOB_SCHEDULE: []\n');
    expect(entries(file('testnet/config.yaml') as string)).toEqual(entries(theirs));
  });

  test('a config.yaml with their blob schedule gives the same genesis state', async () => {
    const file = await ours(fulu, { fork: 'fulu', slotDurationMs: 1000 });
    const full = await fullGenesis(file('genesis.json') as string, text(fulu, 'testnet/config.yaml'));
    expect(Buffer.compare(full.genesisSsz, file('testnet/genesis.ssz') as Uint8Array)).toBe(0);
  });
});

/** Keys and values in the order of the file. */
function entries(yaml: string): [string, unknown][] {
  return Object.entries(parse(yaml, { schema: 'failsafe' }) as Record<string, unknown>);
}

function interopSecrets(): string[] {
  return Array.from({ length: VALIDATOR_COUNT }, (_, index) => bytesToHex(secretKeyBytes(interopSecretKey(index))));
}

/** Every value replaced by its type, but for those that say how to decrypt. */
function shape(keystore: IKeystore): unknown {
  const plain = new Set(['function', 'prf', 'c', 'dklen', 'version', 'path', 'description']);
  return JSON.parse(JSON.stringify(keystore), (key, value: unknown) =>
    typeof value === 'object' || plain.has(key) ? value : `${typeof value} of ${String(value).length}`,
  );
}
