import type { Recipe, RecipeOutlook } from '../../recipes/recipe.ts';
import { chooseGenesisTime, POD_READINESS } from '../genesis-time.ts';
import type { StartOptions } from '../session.ts';
import { digestOfRecord } from './digest.ts';
import type { FileSource } from './fill-volume.ts';

export interface Generation extends Pick<StartOptions, 'seed' | 'genesisTime' | 'genesisDelay'> {
  recipe: Recipe;
  flags: StartOptions['flags'];
  logLevel: string;
  prefundedAccounts: readonly string[];
  /** The flags as they were written: what the request is known by, whatever later versions have for defaults. */
  options: Readonly<Record<string, string>>;
  deployment: string;
  /** What runs in the pods, where the flags alone do not tell. */
  programs?: RecipeOutlook['programs'];
  /** Unix milliseconds. */
  now: () => number;
}

/** Files that a recipe cooks on the spot. */
export function generatedFiles(generation: Generation): FileSource {
  const { recipe, flags, options, seed, genesisTime, genesisDelay } = generation;
  const outlook = { ...recipe.outlook(flags, 'cluster') };
  if (generation.programs !== undefined) outlook.programs = generation.programs;
  const named = Object.fromEntries(Object.entries(options).map(([name, text]) => [`option ${name}`, text]));
  return {
    request: digestOfRecord({ ...named, recipe: recipe.name, seed, genesisTime, genesisDelay }),
    isFixed: genesisTime !== undefined,
    async make(earlier) {
      const { deployment: sessionId, logLevel, prefundedAccounts, now } = generation;
      const wish = { ...outlook, genesisTime: genesisTime ?? earlier, genesisDelay, readiness: POD_READINESS };
      const time = chooseGenesisTime({ ...wish, now: now() });
      const context = { sessionId, genesisTime: time, logLevel, place: 'cluster', prefundedAccounts } as const;
      const { artifacts: files, slotDuration } = await recipe.cook(flags, context);
      return { files, genesisTime: time, slotDuration };
    },
  };
}
