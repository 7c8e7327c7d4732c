import { describe, expect, it } from 'vitest';
import { chainFacts } from './chain-facts.ts';

const facts = (genesis?: string, config?: string) =>
  chainFacts((path) => ({ 'genesis.json': genesis, 'testnet/config.yaml': config })[path]);

describe('chainFacts', () => {
  it.each([
    ['{"timestamp": "0x10"}', 16],
    ['{"timestamp": "16"}', 16],
    ['{"timestamp": 16}', 16],
    ['{"timestamp": "soon"}', undefined],
    ['{}', undefined],
    ['null', undefined],
    ['[', undefined],
    [undefined, undefined],
  ])('reads the time of %s', (genesis, expected) => {
    expect(facts(genesis).genesisTime).toBe(expected);
  });

  it.each([
    ['SECONDS_PER_SLOT: 12\n', 12_000],
    ["A: 1\nSECONDS_PER_SLOT: '3'\n", 3000],
    ['SECONDS_PER_SLOT: 1\nSLOT_DURATION_MS: 500\n', 500],
    ['SECONDS_PER_SLOTS: 1\n', undefined],
    [undefined, undefined],
  ])('reads the slots of %j', (config, expected) => {
    expect(facts(undefined, config).slotDuration).toBe(expected);
  });
});
