import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesToHex } from '../../lib/hex.ts';
import { loadChainConfig, loadGenesisValidatorsRoot, parseChainConfig } from './chain-config.ts';

const ELECTRA = `PRESET_BASE: 'mainnet'
CONFIG_NAME: devnet
GENESIS_FORK_VERSION: 0x20000089
SECONDS_PER_SLOT: "2"
SLOT_DURATION_MS: 2000
ALTAIR_FORK_EPOCH: 0
BELLATRIX_FORK_EPOCH: 0
CAPELLA_FORK_EPOCH: 0
DENEB_FORK_EPOCH: 0
ELECTRA_FORK_EPOCH: 0
ELECTRA_FORK_VERSION: '0x20000094'
SOME_KEY_OF_ANOTHER_CLIENT: 12
`;

describe('parseChainConfig', () => {
  it('reads quoted and plain values and ignores unknown keys', () => {
    const config = parseChainConfig(ELECTRA);
    expect(bytesToHex(config.GENESIS_FORK_VERSION)).toBe('0x20000089');
    expect(bytesToHex(config.ELECTRA_FORK_VERSION)).toBe('0x20000094');
    expect(config.SLOT_DURATION_MS).toBe(2000);
    expect(config.getForkName(0)).toBe('electra');
  });

  it('never schedules a fork that is not there', () => {
    const config = parseChainConfig(ELECTRA);
    expect(config.FULU_FORK_EPOCH).toBe(Number.POSITIVE_INFINITY);
    expect(config.BLOB_SCHEDULE).toEqual([]);
  });

  it('takes the slot time from SECONDS_PER_SLOT when there is nothing else', () => {
    const config = parseChainConfig(ELECTRA.replace('SLOT_DURATION_MS: 2000\n', ''));
    expect(config.SLOT_DURATION_MS).toBe(2000);
  });

  it('reads the blob schedule and unscheduled forks', () => {
    const config = parseChainConfig(
      `${ELECTRA}FULU_FORK_EPOCH: 18446744073709551615\nBLOB_SCHEDULE:\n  - EPOCH: 412672\n    MAX_BLOBS_PER_BLOCK: 15\n`,
    );
    expect(config.FULU_FORK_EPOCH).toBe(Number.POSITIVE_INFINITY);
    expect(config.BLOB_SCHEDULE).toEqual([{ EPOCH: 412672, MAX_BLOBS_PER_BLOCK: 15 }]);
  });

  it.each([
    ['a list', '- 1\n', /not a map/],
    ['another preset', ELECTRA.replace('mainnet', 'minimal'), /PRESET_BASE=minimal/],
    ['two different slot times', ELECTRA.replace('MS: 2000', 'MS: 12000'), /SECONDS_PER_SLOT is 2 but/],
    ['words for numbers', ELECTRA.replace('MS: 2000', 'MS: soon'), /SLOT_DURATION_MS is not a number/],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseChainConfig(text)).toThrow(message);
  });
});

describe('the files of a testnet folder', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'testnet-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are named when they are missing', async () => {
    await expect(loadChainConfig(folder)).rejects.toMatchObject({
      code: 'chain-config-missing',
      message: expect.stringContaining(join(folder, 'config.yaml')),
    });
  });

  it('are named when they are broken', async () => {
    await writeFile(join(folder, 'config.yaml'), 'PRESET_BASE: [');
    await writeFile(join(folder, 'genesis_validators_root.txt'), '0x12');
    await expect(loadChainConfig(folder)).rejects.toMatchObject({
      code: 'chain-config-invalid',
      message: expect.stringContaining('config.yaml'),
    });
    await expect(loadGenesisValidatorsRoot(folder)).rejects.toMatchObject({ code: 'chain-config-invalid' });
  });

  it('give the validators root', async () => {
    await writeFile(join(folder, 'genesis_validators_root.txt'), `${'ab'.repeat(32)}\n`);
    expect(bytesToHex(await loadGenesisValidatorsRoot(folder))).toBe(`0x${'ab'.repeat(32)}`);
  });
});
