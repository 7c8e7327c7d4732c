import type { FlagSpec } from '../recipes/recipe.ts';
import type { ArgumentSpec, Command, Completes } from './command.ts';

/** What completion looks up while it runs. */
export interface CompletionSource {
  recipes(): Promise<readonly { name: string; description: string; flags: readonly FlagSpec[] }[]>;
  sessions(): Promise<readonly Candidate[]>;
  /** Of a session, or of the latest. */
  services(session?: string): Promise<readonly Candidate[]>;
  ports(service: string, session?: string): Promise<readonly Candidate[]>;
  programs(): readonly Candidate[];
}

export interface Candidate {
  value: string;
  description: string;
}

/** Asks the shell to complete file names. */
const FILES: Candidate = { value: ':files', description: '' };

/** The candidates for the last of `words`, which are those after the program's name. */
export async function completeWords(
  words: readonly string[],
  commands: readonly Command[],
  source: CompletionSource,
): Promise<Candidate[]> {
  const current = words.at(-1) ?? '';
  const [first, ...rest] = words.slice(0, -1);
  if (first === undefined) return starting(current, commandCandidates(commands));
  const grouped = commands.some((known) => known.name.startsWith(`${first} `));
  if (grouped && rest.length === 0) return starting(current, groupCandidates(first, commands));
  const [name, ...between] = grouped ? [`${first} ${rest[0]}`, ...rest.slice(1)] : [first, ...rest];
  const command = commands.find((known) => known.name === name || known.aliases?.includes(name));
  if (command === undefined) return [];
  const flags = await flagsOf(command, between, source);
  const waiting = flagAwaitingValue(between.at(-1), flags);
  if (waiting !== undefined) return starting(current, await valuesOf(waiting, source));
  if (current.startsWith('--') && current.includes('=')) return inlineValues(current, flags, source);
  if (current.startsWith('-')) return starting(current, flagCandidates(flags, between));
  return starting(current, await argumentCandidates(command, wordsAmong(between, flags), commands, source));
}

function commandCandidates(commands: readonly Command[]): Candidate[] {
  const shown = commands.filter((command) => !command.internal);
  const single = shown.filter((command) => !command.name.includes(' '));
  const groups = shown.flatMap((command) => (single.includes(command) ? [] : (command.name.split(' ')[0] ?? [])));
  return [
    ...single.map((command) => ({ value: command.name, description: command.summary })),
    ...[...new Set(groups)].map((value) => ({ value, description: `playground ${value} --help lists its commands` })),
  ];
}

function groupCandidates(group: string, commands: readonly Command[]): Candidate[] {
  return commands
    .filter((command) => command.name.startsWith(`${group} `))
    .map((command) => ({ value: command.name.slice(group.length + 1), description: command.summary }));
}

async function flagsOf(
  command: Command,
  between: readonly string[],
  source: CompletionSource,
): Promise<readonly FlagSpec[]> {
  if (!takesRecipe(command)) return command.flags;
  const recipe = (await source.recipes()).find((known) => between.includes(known.name));
  return recipe === undefined ? command.flags : [...recipe.flags, ...command.flags];
}

function takesRecipe(command: Command): boolean {
  return command.arguments.some((argument) => argument.completes === 'recipe');
}

function findFlag(word: string, flags: readonly FlagSpec[]): FlagSpec | undefined {
  return flags.find((flag) => word === `--${flag.name}` || (flag.short !== undefined && word === `-${flag.short}`));
}

function flagAwaitingValue(word: string | undefined, flags: readonly FlagSpec[]): FlagSpec | undefined {
  const flag = word === undefined ? undefined : findFlag(word, flags);
  return flag === undefined || flag.type === 'boolean' ? undefined : flag;
}

async function valuesOf(flag: FlagSpec, source: CompletionSource): Promise<readonly Candidate[]> {
  if (flag.choices !== undefined) return flag.choices.map((value) => ({ value, description: '' }));
  if (flag.placeholder === 'SESSION') return source.sessions();
  if (flag.placeholder === 'FOLDER' || flag.placeholder === 'PATH' || flag.placeholder === 'FILE') return [FILES];
  return [];
}

async function inlineValues(
  current: string,
  flags: readonly FlagSpec[],
  source: CompletionSource,
): Promise<Candidate[]> {
  const [head = '', ...tail] = current.split('=');
  const flag = findFlag(head, flags);
  if (flag === undefined) return [];
  const values = (await valuesOf(flag, source)).filter((candidate) => candidate !== FILES);
  return starting(tail.join('='), values).map(({ value, description }) => ({ value: `${head}=${value}`, description }));
}

/** Flags that are not there yet; lists may come again. */
function flagCandidates(flags: readonly FlagSpec[], between: readonly string[]): Candidate[] {
  const left = flags.filter(
    (flag) => flag.type === 'list' || !between.some((word) => findFlag(word.split('=')[0] ?? '', [flag]) !== undefined),
  );
  return [
    ...left.map((flag) => ({ value: `--${flag.name}`, description: flag.description })),
    { value: '--help', description: 'show the help page' },
  ];
}

function wordsAmong(between: readonly string[], flags: readonly FlagSpec[]): string[] {
  return between.filter((word, i) => !word.startsWith('-') && flagAwaitingValue(between[i - 1], flags) === undefined);
}

/**
 * A leading session may be left out (`logs el`, `logs brave-otter el`): at the first word both readings are offered,
 * afterwards the first word tells which one it is.
 */
async function argumentCandidates(
  command: Command,
  words: readonly string[],
  commands: readonly Command[],
  source: CompletionSource,
): Promise<Candidate[]> {
  const slots = command.arguments;
  const [first] = slots;
  const leadingSession = first?.completes === 'session' && !first.repeated && slots.length > 1;
  const sessions = leadingSession ? (await source.sessions()).map((candidate) => candidate.value) : [];
  const session = sessions.find((known) => known === words[0]);
  const offset = leadingSession && session === undefined ? 1 : 0;
  const readings = [slotAt(slots, words.length + offset)];
  if (leadingSession && words.length === 0) readings.push(first);
  const service = words[session === undefined ? 0 : 1];
  const found: Candidate[] = [];
  for (const slot of readings) {
    const kind = slot?.completes;
    if (kind !== undefined) found.push(...(await candidatesOf(kind, words, commands, source, session, service)));
  }
  return found.filter((candidate) => !words.includes(candidate.value));
}

function slotAt(slots: readonly ArgumentSpec[], index: number): ArgumentSpec | undefined {
  const last = slots.at(-1);
  return slots[index] ?? (last?.repeated ? last : undefined);
}

async function candidatesOf(
  kind: Completes,
  words: readonly string[],
  commands: readonly Command[],
  source: CompletionSource,
  session: string | undefined,
  service: string | undefined,
): Promise<readonly Candidate[]> {
  switch (kind) {
    case 'recipe':
      return (await source.recipes()).map(({ name, description }) => ({ value: name, description }));
    case 'session':
      return source.sessions();
    case 'service':
      return source.services(session);
    case 'port':
      return service === undefined ? [] : source.ports(service, session);
    case 'manifest':
      return [FILES, ...(await source.sessions())];
    case 'shell':
      return ['bash', 'zsh', 'fish'].map((value) => ({ value, description: '' }));
    case 'program':
      return source.programs();
    case 'command':
      if (words.length === 0) return commandCandidates(commands);
      if (words[0] === 'start') return candidatesOf('recipe', words, commands, source, session, service);
      return words.length === 1 ? groupCandidates(words[0] ?? '', commands) : [];
  }
}

function starting(prefix: string, candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter((candidate) => candidate === FILES || candidate.value.startsWith(prefix));
}
