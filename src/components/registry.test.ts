import { expect, test } from 'vitest';
import { COMPONENTS, findComponent } from './registry.ts';

test('every component has a name of its own and says how it runs without a container, or why not', () => {
  const names = COMPONENTS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { binary, containerOnly } of COMPONENTS) {
    expect((binary === undefined) !== (containerOnly === undefined)).toBe(true);
  }
});

test('components are found by what manifest.json calls them', () => {
  expect(findComponent('prysm-beacon')?.binary?.names).toEqual(['prysm-beacon-chain', 'beacon-chain']);
  expect(findComponent('unheard-of')).toBeUndefined();
  expect(findComponent(undefined)).toBeUndefined();
});
