import { expect, test } from 'vitest';
import { escapeExpansion } from './escape-expansion.ts';

test.each([
  ['$(HOME)', '$$(HOME)'],
  ['a $(date) b $(id)', 'a $$(date) b $$(id)'],
  ['$$', '$$$'],
  ['$$$(x)', '$$$$$$(x)'],
  ['pa$$word', 'pa$$$word'],
  ['$HOME $/x $', '$HOME $/x $'],
  ['$é', '$é'],
  ['', ''],
])('%s is written %s', (text, escaped) => expect(escapeExpansion(text)).toBe(escaped));
