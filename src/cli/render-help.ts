import { VERSION } from '../lib/version.ts';
import type { FlagSpec, Recipe } from '../recipes/recipe.ts';
import type { ArgumentSpec, Command, CommandGroup, Example } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { HELP_FLAG } from './flags.ts';
import { padRight, wrap } from './ui/text-width.ts';

/** Help pages are rendered for this width at build time. */
export const HELP_COLUMNS = 100;

const MORE_HELP =
  'playground <command> --help shows the flags of a command, playground start <recipe> --help those of a recipe.';

type Rows = readonly (readonly [string, string])[];

/** The page of `playground --help`. */
export function renderOverview(
  commands: readonly Command[],
  recipes: readonly Recipe[],
  columns = HELP_COLUMNS,
): string {
  const shown = commands.filter((command) => !command.internal);
  return page([
    wrap(
      `Builder Playground ${VERSION}: complete Ethereum networks for block builders, relays and MEV software`,
      columns,
    ),
    ['Usage: playground <command> [arguments] [flags]'],
    section(
      'Commands',
      shown.map((command) => [signature(command), command.summary]),
      columns,
    ),
    section(
      'Recipes',
      recipes.map((recipe) => [recipe.name, recipe.description]),
      columns,
    ),
    section('Exit codes', EXIT_CODES, columns),
    wrap(MORE_HELP, columns),
  ]);
}

/** The page of `playground <group> --help`. */
export function renderGroup(group: CommandGroup, commands: readonly Command[], columns = HELP_COLUMNS): string {
  return page([
    [`Usage: playground ${group.name} <command> [arguments] [flags]`],
    sentences([`${capitalised(group.summary)}.`], columns),
    section(
      'Commands',
      commands.map((command) => [signature(command), command.summary]),
      columns,
    ),
    wrap(`playground ${group.name} <command> --help shows the flags of a command.`, columns),
  ]);
}

/** The page of one command. */
export function renderCommand(command: Command, recipes: readonly Recipe[], columns = HELP_COLUMNS): string {
  const takesRecipes = command.arguments.some((argument) => argument.completes === 'recipe');
  return page([
    [`Usage: playground ${signature(command)}${command.internal ? '' : ' [flags]'}`],
    sentences([`${capitalised(command.summary)}.`, ...(command.description ?? [])], columns),
    command.aliases === undefined ? [] : [`Also: ${command.aliases.map((alias) => `playground ${alias}`).join(', ')}`],
    section(
      'Arguments',
      command.arguments.map((argument) => [argument.name, argument.description]),
      columns,
    ),
    takesRecipes
      ? section(
          'Recipes',
          recipes.map((recipe) => [recipe.name, recipe.description]),
          columns,
        )
      : [],
    flagSection('Flags', [...command.flags, ...(command.internal ? [] : [HELP_FLAG])], columns),
    exampleSection(command.examples, columns),
    takesRecipes ? wrap('playground start <recipe> --help shows the flags of a recipe.', columns) : [],
  ]);
}

/** The page of `playground start <recipe> --help`. */
export function renderRecipe(recipe: Recipe, start: Command, columns = HELP_COLUMNS): string {
  return page([
    [`Usage: playground start ${recipe.name} [flags]`],
    sentences([recipe.description], columns),
    flagSection(`Flags of ${recipe.name}`, recipe.flags, columns),
    flagSection('Flags of every recipe', [...start.flags, HELP_FLAG], columns),
    exampleSection(recipe.examples, columns),
  ]);
}

/** `logs [session] <service>` */
export function signature(command: Command): string {
  return [command.name, ...command.arguments.map(argumentText)].join(' ');
}

function argumentText(argument: ArgumentSpec): string {
  const name = argument.repeated ? `${argument.name}…` : argument.name;
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** `-f, --follow` or `--format dot|mermaid` */
function flagText(flag: FlagSpec): string {
  const value = flag.type === 'boolean' ? '' : ` ${flag.placeholder ?? valueText(flag)}`;
  return `${flag.short === undefined ? '' : `-${flag.short}, `}--${flag.name}${value}`;
}

function valueText(flag: FlagSpec): string {
  switch (flag.type) {
    case 'choice':
      return (flag.choices ?? []).join('|');
    case 'integer':
      return 'NUMBER';
    case 'duration':
      return 'DURATION';
    default:
      return 'TEXT';
  }
}

function flagSection(title: string, flags: readonly FlagSpec[], columns: number): string[] {
  const rows = flags.map((flag): [string, string] => [flagText(flag), `${flag.description}${defaultText(flag)}`]);
  return section(title, rows, columns);
}

function defaultText(flag: FlagSpec): string {
  if (flag.default === undefined || flag.default === false || flag.default === '') return '';
  return ` (default ${flag.default})`;
}

function exampleSection(examples: readonly Example[], columns: number): string[] {
  if (examples.length === 0) return [];
  return [
    'Examples',
    ...examples.flatMap(({ command, explains }) => [
      ...wrap(explains, columns - 4).map((line) => `  # ${line}`),
      `  ${command}`,
    ]),
  ];
}

const WIDEST_NAME = 34;

/** Names in one column, their texts wrapped in another; a name too wide for its column gets a line of its own. */
function section(title: string, rows: Rows, columns: number): string[] {
  if (rows.length === 0) return [];
  const limit = Math.min(WIDEST_NAME, Math.floor(columns / 2));
  const width = Math.min(limit, Math.max(...rows.map(([name]) => name.length)));
  const lines = rows.flatMap(([name, text]) => {
    const texts = wrap(text, Math.max(20, columns - width - 4));
    const [head = '', ...tail] = name.length > width ? ['', ...texts] : texts;
    return [`  ${padRight(name, width)}  ${head}`.trimEnd(), ...tail.map((line) => `  ${' '.repeat(width)}  ${line}`)];
  });
  return [title, ...lines];
}

function sentences(paragraphs: readonly string[], columns: number): string[] {
  return paragraphs.flatMap((paragraph) => wrap(paragraph, columns));
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function page(sections: readonly (readonly string[])[]): string {
  const shown = sections.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
