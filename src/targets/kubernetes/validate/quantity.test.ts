import { expect, test } from 'vitest';
import { quantityValue } from './quantity.ts';

test.each([
  ['0', 0],
  ['2', 2],
  ['500m', 0.5],
  ['1.5', 1.5],
  ['10k', 10_000],
  ['1Ki', 1024],
  ['1.5Gi', 1.5 * 1024 ** 3],
  ['1E', 1e18],
  ['1e3', 1000],
  ['1E3', 1000],
  ['2Ei', 2 * 1024 ** 6],
])('%s is %d', (text, value) => {
  expect(quantityValue(text)).toBe(value);
});

test.each(['', '10Q', '10GB', '10 Gi', 'Gi', '-1', '1e', '.5'])('%j is none', (text) => {
  expect(quantityValue(text)).toBeUndefined();
});
