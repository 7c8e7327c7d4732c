import fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationText, parseDuration } from './duration.ts';

test.each([
  [0, '0ms'],
  [0.000_001, '0.000001ms'],
  [200, '200ms'],
  [1000, '1s'],
  [1500, '1500ms'],
  [12_000, '12s'],
  [90_000, '90s'],
  [120_000, '2m'],
  [600_000, '10m'],
  [7_200_000, '2h'],
])('%d ms is written %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});

test('is read back as it was written, to the nanosecond', () => {
  fc.assert(
    fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (nanoseconds) => {
      const milliseconds = nanoseconds / 1e6;
      expect(parseDuration(durationText(milliseconds))).toBe(milliseconds);
    }),
  );
});
