import { PlaygroundError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import { RECIPES } from '../recipes/registry.ts';
import { COMMANDS, commandNames, findCommand, START } from './commands.ts';
import { HELP_COLUMNS, renderCommand, renderOverview, renderRecipe } from './render-help.ts';

/** The page for `[]`, `[command]` or `['start', recipe]`. Throws `unknown-command`. */
export function helpPage(words: readonly string[], columns = HELP_COLUMNS): string {
  const width = Math.min(columns, HELP_COLUMNS);
  const [name, word] = words;
  if (name === undefined) return renderOverview(COMMANDS, RECIPES, width);
  const command = findCommand(name);
  if (command === undefined) throw unknownPage(name);
  const recipe = command === START ? RECIPES.find((known) => known.name === word) : undefined;
  return recipe === undefined ? renderCommand(command, RECIPES, width) : renderRecipe(recipe, START, width);
}

/** Every page by the words that ask for it: the build writes them down. */
export function allHelpPages(): Map<string, string> {
  const paths = [
    [],
    ...commandNames().map((name) => [name]),
    ...[START.name, ...(START.aliases ?? [])].flatMap((name) => RECIPES.map((recipe) => [name, recipe.name])),
  ];
  return new Map(paths.map((path) => [path.join(' '), helpPage(path)]));
}

function unknownPage(name: string): PlaygroundError {
  const guess = nearest(name, commandNames());
  return new PlaygroundError('unknown-command', `there is no command "${name}"`, {
    kind: 'usage',
    hint: guess === undefined ? 'playground --help lists the commands' : `did you mean playground help ${guess}?`,
  });
}
