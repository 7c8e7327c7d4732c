import { hash } from 'node:crypto';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { fullGenesis } from '../../test/support/full-genesis.ts';
import { bytesToHex } from '../lib/hex.ts';
import { buildElGenesis } from './el-genesis.ts';
import { buildElGenesisBlock } from './el-genesis-block.ts';
import { elStateRoot } from './el-state-root.ts';
import { buildL1Artifacts, type L1ArtifactOptions } from './l1-artifacts.ts';

const EXTRA_KEYS = [
  '0x0000000000000000000000000000000000000000000000000000000000000001',
  '0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffbb',
];

async function filesOf(options: Partial<L1ArtifactOptions>): Promise<Map<string, string | Uint8Array>> {
  const complete = { genesisTime: 1_800_000_000, slotDurationMs: 12_000, fork: 'electra', ...options } as const;
  return new Map((await buildL1Artifacts(complete)).map((file) => [file.path, file.content]));
}

describe('the genesis state', () => {
  const cases: Partial<L1ArtifactOptions>[] = [
    { fork: 'electra', genesisTime: 1_700_000_000 },
    { fork: 'electra', genesisTime: 4_102_444_800, slotDurationMs: 250 },
    { fork: 'electra', genesisTime: 1_795_357_035, prefundedAccounts: EXTRA_KEYS },
    { fork: 'fulu', genesisTime: 1_700_000_000 },
    { fork: 'fulu', genesisTime: 1_795_357_037, slotDurationMs: 1000 },
    { fork: 'fulu', genesisTime: 1, prefundedAccounts: EXTRA_KEYS },
  ];
  test.each(cases)('is that of the full computation: $fork at $genesisTime', async (options) => {
    const files = await filesOf(options);
    const genesisJson = files.get('genesis.json') as string;
    const full = await fullGenesis(genesisJson, files.get('testnet/config.yaml') as string);

    expect(Buffer.compare(files.get('testnet/genesis.ssz') as Uint8Array, full.genesisSsz)).toBe(0);
    expect(files.get('testnet/genesis_validators_root.txt')).toBe(bytesToHex(full.genesisValidatorsRoot).slice(2));
    const genesis = JSON.parse(genesisJson);
    const block = buildElGenesisBlock(genesis, elStateRoot(genesis.alloc));
    expect(bytesToHex(block.hash)).toBe(bytesToHex(full.executionBlockHash));
  });
});

test('the same options give the same bytes', async () => {
  const digests = async () =>
    [...(await filesOf({ fork: 'fulu' }))].map(([path, content]) => [path, hash('sha256', content)]);
  expect(await digests()).toEqual(await digests());
});

test('the files are those that the services look for', async () => {
  const files = await filesOf({});
  const common = [...files.keys()].filter((path) => !path.startsWith('data_validator/'));
  expect(common).toEqual([
    'genesis.json',
    'jwtsecret',
    'testnet/config.yaml',
    'testnet/genesis.ssz',
    'testnet/genesis_validators_root.txt',
    'testnet/boot_enr.yaml',
    'testnet/deploy_block.txt',
    'testnet/deposit_contract_block.txt',
  ]);
  expect(files.size - common.length).toBe(200);
});

test('an account that is prefunded twice is there once', () => {
  const accountsWith = (prefundedAccounts: string[]) =>
    Object.keys(buildElGenesis({ genesisTime: 1, fork: 'electra', prefundedAccounts }).alloc);
  const standard = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
  expect(accountsWith([standard])).toEqual(accountsWith([]));
});

test('an account may be given by its address', () => {
  const [key] = EXTRA_KEYS;
  const address = '0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf';
  const genesisWith = (account: string) =>
    buildElGenesis({ genesisTime: 1, fork: 'electra', prefundedAccounts: [account] });
  expect(genesisWith(address)).toEqual(genesisWith(key as string));
});

test.each([['0x1234'], ['not hex'], [`0x${'00'.repeat(32)}`], [`0x${'ff'.repeat(32)}`]])(
  '%s is refused as a prefunded account',
  async (key) => {
    await expect(filesOf({ prefundedAccounts: [EXTRA_KEYS[0] as string, key] })).rejects.toMatchObject({
      code: 'prefunded-account',
      message: 'prefunded account 2 is neither a private key nor an address',
      kind: 'usage',
    });
  },
);

// The command line makes these files on every start: no client library may slip in.
test('nothing heavy is loaded', async () => {
  const { metafile } = await build({
    entryPoints: [new URL('l1-artifacts.ts', import.meta.url).pathname],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    external: ['@chainsafe/blst'],
  });
  const packages = Object.keys(metafile.inputs).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  expect(new Set(packages.filter((name) => name !== undefined))).toEqual(new Set(['@noble/hashes', '@ethereumjs/rlp']));
});
