import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { buildClConfig } from './cl-config.ts';
import type { L1Fork } from './l1-constants.ts';

function config(fork: L1Fork, slotDurationMs: number): Record<string, unknown> {
  return parse(buildClConfig({ fork, slotDurationMs }), { schema: 'failsafe' }) as Record<string, unknown>;
}

test.each([
  [12_000, '12'],
  [1000, '1'],
  // For clients that know only whole seconds, the nearest that is not too short.
  [1500, '2'],
  [250, '1'],
])('slots of %d ms are %s s', (slotDurationMs, seconds) => {
  expect(config('electra', slotDurationMs)).toMatchObject({
    SLOT_DURATION_MS: String(slotDurationMs),
    SECONDS_PER_SLOT: seconds,
  });
});

test('Fulu is active from genesis or never', () => {
  expect(config('fulu', 12_000)).toMatchObject({ FULU_FORK_EPOCH: '0', BLOB_SCHEDULE: [] });
  expect(config('electra', 12_000)).toMatchObject({ FULU_FORK_EPOCH: String(2n ** 64n - 1n) });
  expect(config('electra', 12_000)).not.toHaveProperty('BLOB_SCHEDULE');
});
