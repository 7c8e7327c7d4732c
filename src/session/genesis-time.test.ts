import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CLIENTS_DELAY,
  checkMissedSlots,
  chooseGenesisTime,
  EMBEDDED_READINESS,
  POD_READINESS,
} from './genesis-time.ts';

const times = fc.integer({ min: 1e6, max: 4e12 });
const slotDurations = fc.integer({ min: 250, max: 24_000 });
const readinesses = fc.option(fc.constant(POD_READINESS), { nil: undefined });

describe('chooseGenesisTime', () => {
  const now = 1_700_000_000_250;

  it('takes what is given, the time before the delay', () => {
    const given = { now, slotDuration: 12_000, programs: 'embedded', genesisDelay: 5000 } as const;
    expect(chooseGenesisTime({ ...given, genesisTime: 1234 })).toBe(1234);
    expect(chooseGenesisTime(given)).toBe(1_700_000_006);
  });

  it('lets real clients start before genesis', () => {
    const time = chooseGenesisTime({ now, slotDuration: 12_000, programs: 'clients' });
    expect(time * 1000 - now).toBeGreaterThanOrEqual(CLIENTS_DELAY);
    expect(time * 1000 - now).toBeLessThan(CLIENTS_DELAY + 1000);
  });

  it.each([
    [12_000, 1_699_999_989],
    [1000, 1_700_000_000],
    [250, 1_700_000_001],
  ])('at %i ms slots', (slotDuration, expected) => {
    expect(chooseGenesisTime({ now, slotDuration, programs: 'embedded' })).toBe(expected);
  });

  it('has slot 1 due about when the embedded programs are ready, at any time and for any slot', () => {
    fc.assert(
      fc.property(times, slotDurations, readinesses, (at, slotDuration, given) => {
        const wish = given === undefined ? {} : { readiness: given };
        const genesis = chooseGenesisTime({ now: at, slotDuration, programs: 'embedded', ...wish });
        const untilSlot1 = genesis * 1000 + slotDuration - at;
        const readiness = given ?? EMBEDDED_READINESS;
        expect(untilSlot1).toBeGreaterThanOrEqual(readiness - Math.min(1000, slotDuration / 2));
        expect(untilSlot1).toBeLessThan(readiness + 1000);
      }),
    );
  });

  it.each([{ genesisTime: -5 }, { genesisTime: Number.MAX_SAFE_INTEGER }, { genesisDelay: 1e20 }])(
    'refuses a time that no chain can have: %j',
    (wish) => {
      expect(() => chooseGenesisTime({ now, slotDuration: 12_000, programs: 'embedded', ...wish })).toThrow(
        expect.objectContaining({ code: 'invalid-genesis-time', kind: 'usage' }),
      );
    },
  );
});

describe('checkMissedSlots', () => {
  const now = 1_700_000_000_000;

  it('takes a genesis of today, and one to come', () => {
    expect(() => checkMissedSlots(1_700_000_000 - 7200 * 12, 12_000, now)).not.toThrow();
    expect(() => checkMissedSlots(1_800_000_000, 12_000, now)).not.toThrow();
  });

  it('refuses one that nobody could catch up with', () => {
    expect(() => checkMissedSlots(0, 12_000, now)).toThrow(/141666666 slots in the past/);
  });
});
