import { describe, expect, it } from 'vitest';
import { chainSpecFrom, epochOf, forkAt, timestampAt } from './chain-spec.ts';

const GENESIS = {
  genesis_time: '1000',
  genesis_validators_root: `0x${'11'.repeat(32)}`,
  genesis_fork_version: '0x20000089',
} as const;

const SPEC = {
  PRESET_BASE: 'mainnet',
  SLOTS_PER_EPOCH: '32',
  SECONDS_PER_SLOT: '12',
  ELECTRA_FORK_EPOCH: '1',
  ELECTRA_FORK_VERSION: '0x20000094',
  FULU_FORK_EPOCH: '3',
  FULU_FORK_VERSION: '0x20000095',
};

describe('chainSpecFrom', () => {
  it('takes SLOT_DURATION_MS before SECONDS_PER_SLOT', () => {
    expect(chainSpecFrom(GENESIS, SPEC).slotMs).toBe(12_000);
    expect(chainSpecFrom(GENESIS, { ...SPEC, SLOT_DURATION_MS: '1000' }).slotMs).toBe(1000);
  });

  it('knows which fork a slot belongs to', () => {
    const spec = chainSpecFrom(GENESIS, SPEC);
    expect([31, 32, 95, 96].map((slot) => forkAt(spec, slot)?.fork)).toEqual([undefined, 'electra', 'electra', 'fulu']);
    expect([31, 32].map((slot) => epochOf(spec, slot))).toEqual([0, 1]);
  });

  it('leaves out a fork that never comes', () => {
    const spec = chainSpecFrom(GENESIS, { ...SPEC, FULU_FORK_EPOCH: '18446744073709551615' });
    expect(spec.forks.map(({ fork }) => fork)).toEqual(['electra']);
  });

  it('gives whole seconds as timestamps', () => {
    expect(timestampAt(chainSpecFrom(GENESIS, SPEC), 5)).toBe(1060);
    expect(timestampAt(chainSpecFrom(GENESIS, { ...SPEC, SLOT_DURATION_MS: '250' }), 5)).toBe(1001);
  });

  it('names the key that is missing', () => {
    const { SLOTS_PER_EPOCH: _, ...rest } = SPEC;
    expect(() => chainSpecFrom(GENESIS, rest)).toThrow('SLOTS_PER_EPOCH');
  });
});
