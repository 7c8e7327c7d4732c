import { durationText, parseDuration } from '../lib/duration.ts';
import type { KubernetesWishes, Origin } from '../manifest/service.ts';
import type { CookContext, FlagSpec, FlagValues } from '../recipes/recipe.ts';
import type { StartOptions } from './session.ts';

/**
 * What `manifest.json` keeps of a start at this place: enough to make the same elsewhere. Of an account that is funded
 * only its address is kept, never its key. Throws the `PlaygroundError` `prefunded-account` that the recipe would throw.
 */
export async function originOf(options: StartOptions, place: CookContext['place']): Promise<Origin> {
  const { recipe, genesisTime, genesisDelay, seed, logLevel = 'info', prefundedAccounts = [] } = options;
  const flags = recipe.settle?.(options.flags, place) ?? options.flags;
  const kubernetes = kubernetesWishes(options);
  return {
    recipe: recipe.name,
    flags: {
      ...Object.fromEntries(recipe.flags.flatMap((spec) => typedFlag(spec, flags))),
      ...(prefundedAccounts.length === 0 ? {} : { 'prefunded-accounts': await addresses(prefundedAccounts) }),
      ...(logLevel === 'info' ? {} : { 'log-level': logLevel }),
    },
    ...(genesisTime === undefined ? {} : { genesisTime }),
    ...(genesisDelay === undefined ? {} : { genesisDelay }),
    ...(seed === undefined ? {} : { seed }),
    ...(Object.keys(kubernetes).length === 0 ? {} : { kubernetes }),
  };
}

/** Name and text of a flag that differs from its default, as it would be typed. */
function typedFlag(spec: FlagSpec, flags: FlagValues): [string, string][] {
  const value = flags[spec.name];
  if (value === undefined || value === standardOf(spec)) return [];
  if (Array.isArray(value)) return value.length === 0 ? [] : [[spec.name, value.join(',')]];
  const isDuration = spec.type === 'duration' && typeof value === 'number';
  return [[spec.name, isDuration ? durationText(value) : String(value)]];
}

/** The value of a flag that was not written. */
function standardOf({ type, default: standard }: FlagSpec): FlagValues[string] {
  if (standard === undefined) return type === 'boolean' ? false : undefined;
  return type === 'duration' ? parseDuration(String(standard)) : standard;
}

async function addresses(accounts: readonly string[]): Promise<string> {
  const { prefundedAddress } = await import('../artifacts/el-genesis.ts');
  return accounts.map(prefundedAddress).join(',');
}

/** Where it is to run (context, namespace) is no part of what it is. */
function kubernetesWishes({ wishes = {} }: StartOptions): KubernetesWishes {
  const { context: _context, namespace: _namespace, ...kubernetes } = wishes;
  return kubernetes;
}
