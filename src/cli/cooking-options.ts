import type { LogLevel } from '../lib/log.ts';
import type { FlagValues, Recipe } from '../recipes/recipe.ts';
import { START_FLAGS } from './flags.ts';
import { parseFlags } from './parse-flags.ts';
import { startOptions } from './start-options.ts';

export interface CookingOptions {
  flags: FlagValues;
  logLevel: LogLevel;
  prefundedAccounts: readonly string[];
}

const COMMON = ['prefunded-accounts', 'log-level'];

/**
 * What a deployment's `artifacts.options` mean: flags of its recipe, as they would be typed. Throws the
 * `PlaygroundError` that the command line would throw for them.
 */
export function cookingOptions(recipe: Recipe, options: Readonly<Record<string, string>>): CookingOptions {
  const words = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const common = START_FLAGS.filter(({ name }) => COMMON.includes(name));
  const { values } = parseFlags(words, [...recipe.flags, ...common], `recipe ${recipe.name}`);
  const { flags, logLevel = 'info', prefundedAccounts = [] } = startOptions(recipe, values, []);
  return { flags, logLevel, prefundedAccounts };
}
