import { COMMANDS, START } from '../../src/cli/commands.ts';
import { EXIT_CODES } from '../../src/cli/exit-codes.ts';
import { helpPage } from '../../src/cli/help-page.ts';
import { RECIPES } from '../../src/recipes/registry.ts';

/** docs/cli.md: every help page, so that the reference cannot differ from the program. */
export function cliReference(): string {
  const pages = COMMANDS.map((command) => section(`playground ${command.name}`, helpPage(command.name.split(' '))));
  const recipes = RECIPES.map((recipe) =>
    section(`playground start ${recipe.name}`, helpPage([START.name, recipe.name])),
  );
  const [first = '', ...rest] = pages;
  return [
    '# Command line',
    'Written by `npm run docs` from the commands themselves; `playground <command> --help` shows the same pages.',
    first,
    ...recipes,
    ...rest,
    '## JSON',
    JSON_NOTES,
    '## Exit codes',
    ['| code | meaning |', '|---|---|', ...EXIT_CODES.map(([code, meaning]) => `| ${code} | ${meaning} |`)].join('\n'),
    '## Environment',
    ENVIRONMENT,
  ]
    .join('\n\n')
    .concat('\n');
}

function section(title: string, page: string): string {
  return `## ${title}\n\n\`\`\`text\n${page}\`\`\``;
}

const JSON_NOTES = `With \`--json\` standard output carries JSON alone. A query prints one document. \`start\` prints one event a line, each with \`time\` and \`type\`: \`phase\`, \`notice\`, \`service\`, \`port-moved\`, \`ready\` and \`failed\` while it starts; \`session\` (endpoints, chain id, accounts, a transaction to paste) once it is ready, or \`dry-run\`; \`block\` for every head; \`ended\` at the end. A failure is a document \`{"error": {"code", "message", "hint", "details"}}\`.`;

const ENVIRONMENT = `| variable | effect |
|---|---|
| \`XDG_STATE_HOME\` | sessions lie in \`$XDG_STATE_HOME/builder-playground\`; \`~/.local/state\` where it is not set |
| \`NO_COLOR\` | no colours |
| \`FORCE_COLOR\` | colours without a terminal; \`0\`: none |
| \`NODE_COMPILE_CACHE\` | where compiled code is kept, in place of the folder beside the program |`;
