import { PlaygroundError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import type { Command, CommandGroup } from './command.ts';
import { commandNames, commandsOf, findCommand, findGroup, START } from './commands.ts';
import { FLAG_ALIASES, HELP_FLAG } from './flags.ts';
import { helpPage } from './help-page.ts';
import { createOutput, type Output } from './output.ts';
import { type ParsedFlags, parseFlags } from './parse-flags.ts';
import { signature } from './render-help.ts';
import { reportError } from './report-error.ts';

/** Runs one command line and tells the exit code; errors are printed here and nowhere else. */
export async function runCli(argv: readonly string[]): Promise<number> {
  const args = argv.map((word) => FLAG_ALIASES[word] ?? word);
  const output = createOutput(args.includes('--json'));
  endQuietlyWithoutReader();
  process.once('uncaughtException', (error) => process.exit(tell(error, output)));
  try {
    return await dispatch(args, output);
  } catch (error) {
    return tell(error, output);
  }
}

function tell(error: unknown, output: Output): number {
  const report = reportError(error, output.palette);
  output.remark(report.text);
  if (output.json) output.document(report.document);
  return report.exitCode;
}

async function dispatch(args: readonly string[], output: Output): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h') {
    output.write(helpPage([], output.columns()));
    return name === undefined ? 2 : 0;
  }
  if (name === '__complete') return (await import('./handlers/complete.ts')).complete(rest, output);
  const group = findGroup(name);
  if (group !== undefined) return dispatchGroup(group, rest, output, args);
  const command = name === '--version' || name === '-v' ? findCommand('version') : findCommand(name);
  if (command === undefined) throw unknownCommand(name);
  return dispatchCommand(command, rest, output, args);
}

/** `k8s generate …`: the second word decides. */
async function dispatchGroup(
  group: CommandGroup,
  [name, ...rest]: readonly string[],
  output: Output,
  commandLine: readonly string[],
): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h') {
    output.write(helpPage([group.name], output.columns()));
    return name === undefined ? 2 : 0;
  }
  const command = findCommand(`${group.name} ${name}`);
  if (command === undefined) throw unknownCommand(name, group);
  return dispatchCommand(command, rest, output, commandLine);
}

async function dispatchCommand(
  command: Command,
  rest: readonly string[],
  output: Output,
  commandLine: readonly string[],
): Promise<number> {
  const before = rest.slice(0, rest.includes('--') ? rest.indexOf('--') : undefined);
  if (before.includes('--help') || before.includes('-h')) {
    output.write(
      helpPage([...command.name.split(' '), ...before.filter((word) => !word.startsWith('-'))], output.columns()),
    );
    return 0;
  }
  const parsed = command === START ? await parsedStart(rest) : parsedCommand(command, rest);
  const { values: flags, words, given } = parsed;
  return (await command.load())({ words, flags, given, output, commandLine });
}

function parsedCommand(command: Command, args: readonly string[]): ParsedFlags {
  const parsed = parseFlags(args, [...command.flags, HELP_FLAG], `playground ${command.name}`);
  checkWords(command, parsed.words);
  return parsed;
}

/** The flags of `start` are known only once its recipe is. */
async function parsedStart(args: readonly string[]): Promise<ParsedFlags> {
  return (await import('./parse-start.ts')).parseStart(args);
}

function checkWords(command: Command, words: readonly string[]): void {
  const required = command.arguments.filter((argument) => argument.required).length;
  const limit = command.arguments.some((argument) => argument.repeated)
    ? Number.POSITIVE_INFINITY
    : command.arguments.length;
  const usage = `usage: playground ${signature(command)}`;
  if (words.length > limit) {
    throw new PlaygroundError('extra-argument', `playground ${command.name} does not take "${words[limit]}"`, {
      kind: 'usage',
      hint: usage,
    });
  }
  if (words.length < required) {
    const missing = command.arguments.filter((argument) => argument.required)[words.length];
    throw new PlaygroundError('missing-argument', `playground ${command.name} needs <${missing?.name}>`, {
      kind: 'usage',
      hint: usage,
    });
  }
}

function unknownCommand(name: string, group?: CommandGroup): PlaygroundError {
  const prefix = group === undefined ? '' : `${group.name} `;
  const names = group === undefined ? commandNames() : commandsOf(group).map((command) => command.name);
  const guess = nearest(`${prefix}${name}`, names);
  const what = name.startsWith('-') ? `flag ${name} before a command` : `command "${prefix}${name}"`;
  return new PlaygroundError('unknown-command', `there is no ${what}`, {
    kind: 'usage',
    hint: guess === undefined ? `playground ${prefix}--help lists the commands` : `did you mean playground ${guess}?`,
  });
}

const READER_GONE = new Set(['EPIPE', 'EIO', 'ECONNRESET']);

/** `playground list | head -1`: a reader who has left is not an error. */
function endQuietlyWithoutReader(): void {
  let gone = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!READER_GONE.has(error.code ?? '')) throw error;
    if (gone) return;
    gone = true;
    // A running session listens to the signal and stops in order.
    if (!process.emit('SIGHUP', 'SIGHUP')) process.exit(0);
  });
  process.stderr.on('error', () => {});
}
