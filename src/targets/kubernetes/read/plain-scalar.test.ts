import { expect, test } from 'vitest';
import { plainScalar } from './plain-scalar.ts';

/** As `kubectl create --dry-run=client -o json` (v1.34) reads them. */
const AS_KUBECTL: [string, unknown][] = [
  ...['on', 'On', 'y', 'Y', 'yes', 'TRUE', 'true'].map((source): [string, unknown] => [source, true]),
  ...['off', 'No', 'n', 'NO', 'False'].map((source): [string, unknown] => [source, false]),
  ...['', '~', 'null', 'Null'].map((source): [string, unknown] => [source, null]),
  ['8545', 8545],
  ['010', 8],
  ['0o10', 8],
  ['08545', 8545],
  ['0x1F', 31],
  ['-0x10', -16],
  ['+0x10', 16],
  ['0b11', 3],
  ['-0b11', -3],
  ['1_000', 1000],
  ['1__0', 10],
  ['1_000.5', 1000.5],
  ['1e3', 1000],
  ['.5', 0.5],
  ['1.', 1],
  ['+1', 1],
  ['-1', -1],
  ['0', 0],
  ['18446744073709551615', 2 ** 64],
  ['99999999999999999999', 1e20],
  ['0x1234567890abcdef1234567890abcdef12345678', '0x1234567890abcdef1234567890abcdef12345678'],
  ['1e400', '1e400'],
  ['1:30', '1:30'],
  ['2001-01-01', '2001-01-01'],
  ['12s', '12s'],
  ['1.5.2', '1.5.2'],
  ['v1.9.3', 'v1.9.3'],
  ['_1', '_1'],
  ['0x', '0x'],
  ['.', '.'],
  ['.e3', '.e3'],
  ['-', '-'],
  ['oN', 'oN'],
  ['.inf', undefined],
  ['-.Inf', undefined],
  ['.NaN', undefined],
];

test.each(AS_KUBECTL)('%s is %j', (source, value) => {
  expect(plainScalar(source)).toBe(value);
});
