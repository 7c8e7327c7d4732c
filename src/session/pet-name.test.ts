import { expect, it } from 'vitest';
import { petNames } from './pet-name.ts';

function first(count: number, seed?: string): string[] {
  const names = petNames(seed);
  return Array.from({ length: count }, () => names.next().value);
}

it('names are those of the seed, different ones without, and never run out', () => {
  expect(first(20, 'a')).toEqual(first(20, 'a'));
  expect(first(20, 'a')).not.toEqual(first(20, 'b'));
  expect(first(20)).not.toEqual(first(20));
  expect(new Set(first(2000, 'a')).size).toBeGreaterThan(1900);
  for (const name of first(20)) expect(name).toMatch(/^[a-z]+-[a-z]+(-\d+)?$/);
});
