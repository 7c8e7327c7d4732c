import type { Service } from '../../../manifest/service.ts';

/** The recipe of a manifest that does not say: told by services that only one of them has. */
export function inferRecipe(services: readonly Service[]): 'opstack' | 'buildernet' | 'l1' {
  if (services.some(({ name }) => name === 'op-node')) return 'opstack';
  if (services.some(({ name }) => name.startsWith('builder-hub'))) return 'buildernet';
  return 'l1';
}
