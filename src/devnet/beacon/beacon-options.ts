import { isIP } from 'node:net';
import { PlaygroundError } from '../../lib/errors.ts';
import type { Hex } from '../../lib/hex.ts';
import { parseHttpUrl, parsePort } from '../../lib/listen.ts';
import type { ProgramOptions } from '../program.ts';
import type { BoostFactor } from './builder/builder-path.ts';

export interface BeaconOptions {
  testnetDir: string;
  validatorsDir: string;
  dataDir: string;
  httpAddress: string;
  httpPort: number;
  executionEndpoint: string;
  executionJwt: string;
  suggestedFeeRecipient: Hex;
  builder: string | undefined;
  builderBoostFactor: BoostFactor;
  builderGasLimit: number;
  lookaheadMs: number;
  firstBlockGraceMs: number;
  graffiti: string;
}

/** Throws `PlaygroundError` `invalid-option`. */
export function parseBeaconOptions(raw: ProgramOptions): BeaconOptions {
  const text = (name: string) => String(raw[name]);
  return {
    testnetDir: text('testnet-dir'),
    validatorsDir: text('validators-dir'),
    dataDir: text('datadir'),
    httpAddress: address('http-address', text('http-address')),
    httpPort: parsePort(text('http-port'), '--http-port'),
    executionEndpoint: parseHttpUrl(text('execution-endpoint'), '--execution-endpoint'),
    executionJwt: text('execution-jwt'),
    suggestedFeeRecipient: feeRecipient('suggested-fee-recipient', text('suggested-fee-recipient')),
    builder: raw.builder === undefined ? undefined : parseHttpUrl(text('builder'), '--builder'),
    builderBoostFactor: boostFactor(text('builder-boost-factor')),
    builderGasLimit: integer('builder-gas-limit', text('builder-gas-limit')),
    lookaheadMs: integer('prepare-payload-lookahead', text('prepare-payload-lookahead')),
    firstBlockGraceMs: integer('first-block-grace', text('first-block-grace')),
    graffiti: text('graffiti'),
  };
}

function integer(name: string, value: string): number {
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw invalid(name, value, 'a whole number');
}

function boostFactor(value: string): BoostFactor {
  return value === 'prefer' ? 'prefer' : integer('builder-boost-factor', value);
}

function address(name: string, value: string): string {
  if (isIP(value) !== 0 || value === 'localhost') return value;
  throw invalid(name, value, 'an IP address such as 127.0.0.1');
}

function feeRecipient(name: string, value: string): Hex {
  if (/^0x[0-9a-fA-F]{40}$/.test(value)) return value.toLowerCase() as Hex;
  throw invalid(name, value, 'an address: 0x and 40 hex digits');
}

function invalid(name: string, value: string, expected: string): PlaygroundError {
  return new PlaygroundError('invalid-option', `--${name} ${value} cannot be used`, {
    kind: 'usage',
    hint: `give ${expected}`,
  });
}
