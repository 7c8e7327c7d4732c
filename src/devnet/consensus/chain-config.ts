import { join } from 'node:path';
import { type ChainConfig, type ChainForkConfig, chainConfigFromJson, createChainForkConfig } from '@lodestar/config';
import { parse } from 'yaml';
import { messageOf, PlaygroundError } from '../../lib/errors.ts';
import { hexToBytes } from '../../lib/hex.ts';
import { readConfigFile } from './preset.ts';

/**
 * Reads `config.yaml` of a testnet folder (consensus-specs `configs/`). Values may be quoted or not; keys that the
 * library does not know are ignored; forks that are absent are never scheduled.
 * Throws `PlaygroundError` `chain-config-missing` or `chain-config-invalid`, both naming the file.
 */
export async function loadChainConfig(testnetDir: string): Promise<ChainForkConfig> {
  const file = join(testnetDir, 'config.yaml');
  const text = await readConfigFile(file);
  try {
    return parseChainConfig(text);
  } catch (error) {
    throw new PlaygroundError('chain-config-invalid', `${file}: ${messageOf(error).split('\n')[0]}`, {
      hint: 'it must be a consensus config of the active preset, as in consensus-specs',
      cause: error,
    });
  }
}

/** Throws a plain `Error` saying what is wrong with the text. */
export function parseChainConfig(text: string): ChainForkConfig {
  // The failsafe schema keeps every scalar a string: 0x20000089 must not become a number.
  const values: unknown = parse(text, { schema: 'failsafe' });
  if (typeof values !== 'object' || values === null || Array.isArray(values)) throw new Error('not a map of values');
  // Only the keys that are there, whatever the declared type says.
  const given: Partial<ChainConfig> = chainConfigFromJson(values as Record<string, unknown>);
  for (const [key, value] of Object.entries(given)) {
    if (typeof value === 'number' && Number.isNaN(value)) throw new Error(`${key} is not a number`);
  }
  const { SECONDS_PER_SLOT: seconds, SLOT_DURATION_MS: milliseconds } = given;
  if (
    seconds !== undefined &&
    milliseconds !== undefined &&
    milliseconds % 1000 === 0 &&
    milliseconds !== seconds * 1000
  ) {
    throw new Error(`SECONDS_PER_SLOT is ${seconds} but SLOT_DURATION_MS is ${milliseconds}`);
  }
  // The library would fill these in with mainnet's schedule.
  return createChainForkConfig({
    ELECTRA_FORK_EPOCH: Number.POSITIVE_INFINITY,
    FULU_FORK_EPOCH: Number.POSITIVE_INFINITY,
    GLOAS_FORK_EPOCH: Number.POSITIVE_INFINITY,
    BLOB_SCHEDULE: [],
    ...given,
  });
}

/**
 * The root that every signature domain except the builders' contains: 32 bytes, from `genesis_validators_root.txt`.
 * Throws `PlaygroundError` `chain-config-missing` or `chain-config-invalid`.
 */
export async function loadGenesisValidatorsRoot(testnetDir: string): Promise<Uint8Array> {
  const file = join(testnetDir, 'genesis_validators_root.txt');
  const text = (await readConfigFile(file)).trim();
  if (!/^(0x)?[0-9a-fA-F]{64}$/.test(text)) {
    throw new PlaygroundError('chain-config-invalid', `${file}: not 32 bytes of hex`, {
      hint: 'write the root as 64 hex digits',
    });
  }
  return hexToBytes(text);
}
