import { PlaygroundError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { findRecipe, RECIPES } from '../recipes/registry.ts';
import { HELP_FLAG, START_FLAGS } from './flags.ts';
import { type ParsedFlags, parseFlags, wordsOf } from './parse-flags.ts';

/** Parses what stands after `start`: the recipe, wherever it stands, decides which flags there are. */
export async function parseStart(args: readonly string[]): Promise<ParsedFlags> {
  const common = [...START_FLAGS, HELP_FLAG];
  const [name] = wordsOf(args, [...common, ...RECIPES.flatMap((recipe) => recipe.flags)]);
  const recipe = name === undefined ? undefined : knownRecipe(name);
  const where = recipe === undefined ? 'playground start' : `playground start ${recipe.name}`;
  const parsed = parseFlags(args, [...common, ...(recipe?.flags ?? [])], where);
  const { words, values } = parsed;
  if (values.resume !== undefined) return resumeOnly(parsed);
  if (words.length === 0) {
    throw new PlaygroundError('missing-recipe', 'playground start needs a recipe', {
      kind: 'usage',
      hint: `recipes: ${RECIPES.map((known) => known.name).join(', ')}`,
    });
  }
  if (words.length > 1) {
    throw new PlaygroundError('extra-argument', `${where} does not take "${words[1]}"`, {
      kind: 'usage',
      hint: 'usage: playground start <recipe> [flags]',
    });
  }
  return parsed;
}

const ALLOWED_WITH_RESUME = new Set(['resume', 'keep', 'detached', 'timeout', 'override', 'json', 'runner']);

function resumeOnly(parsed: ParsedFlags): ParsedFlags {
  const refused = [...parsed.given].find((name) => !ALLOWED_WITH_RESUME.has(name));
  const [word] = parsed.words;
  if (refused === undefined && word === undefined) return parsed;
  throw new PlaygroundError(
    'resume-conflict',
    `--resume does not go with ${word === undefined ? `--${refused}` : `a recipe (${word})`}`,
    {
      kind: 'usage',
      hint: 'a resumed session goes on with the recipe and the chain that it has',
    },
  );
}

function knownRecipe(name: string): Recipe {
  const recipe = findRecipe(name);
  if (recipe !== undefined) return recipe;
  const guess = nearest(
    name,
    RECIPES.map((known) => known.name),
  );
  throw new PlaygroundError('unknown-recipe', `there is no recipe "${name}"`, {
    kind: 'usage',
    hint: guess === undefined ? `recipes: ${RECIPES.map((known) => known.name).join(', ')}` : `did you mean ${guess}?`,
  });
}
