import { PlaygroundError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import { RECIPES } from '../recipes/registry.ts';
import { COMMANDS, commandNames, commandsOf, findCommand, findGroup, GROUPS, START } from './commands.ts';
import { HELP_COLUMNS, renderCommand, renderGroup, renderOverview, renderRecipe } from './render-help.ts';

/** The page for `[]`, `[command]`, `[group]`, `[group, command]` or `['start', recipe]`. Throws `unknown-command`. */
export function helpPage(words: readonly string[], columns = HELP_COLUMNS): string {
  const width = Math.min(columns, HELP_COLUMNS);
  const [name, word] = words;
  if (name === undefined) return renderOverview(COMMANDS, RECIPES, width);
  const group = findGroup(name);
  if (group !== undefined && word === undefined) return renderGroup(group, commandsOf(group), width);
  const command = findCommand(group === undefined ? name : `${name} ${word}`);
  if (command === undefined) throw unknownPage(group === undefined ? name : `${name} ${word}`);
  const recipe = command === START ? RECIPES.find((known) => known.name === word) : undefined;
  return recipe === undefined ? renderCommand(command, RECIPES, width) : renderRecipe(recipe, START, width);
}

/** Every page by the words that ask for it: the build writes them down. */
export function allHelpPages(): Map<string, string> {
  const paths = [
    [],
    ...GROUPS.map(({ name }) => [name]),
    ...commandNames().map((name) => name.split(' ')),
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
