import { parseArgs } from 'node:util';
import { parseDuration } from '../lib/duration.ts';
import { isPlaygroundError, PlaygroundError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import type { FlagSpec, FlagValues } from '../recipes/recipe.ts';

export interface ParsedFlags {
  values: FlagValues;
  words: string[];
  given: Set<string>;
}

/**
 * Splits a command line into flags and words. `--name value`, `--name=value`, `-n value`; booleans also take
 * `=true` and `=false`; after `--` everything is a word; of a repeated flag the last one counts, unless it is a list.
 * Throws `PlaygroundError` of kind `usage`; `where` is the command for its messages: `playground start l1`.
 */
export function parseFlags(args: readonly string[], specs: readonly FlagSpec[], where: string): ParsedFlags {
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  const values = defaults(specs);
  const given = new Set<string>();
  const words: string[] = [];
  for (const token of tokenize(args, specs)) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const spec = byName.get(token.name);
    if (spec === undefined) throw unknownFlag(token.rawName, specs, where);
    const text = givenValue(spec, token.value, token.inlineValue ?? false, byName);
    values[spec.name] = convert(spec, text, given.has(spec.name) ? values[spec.name] : undefined);
    given.add(spec.name);
  }
  return { values, words, given };
}

/** The words alone, in a command line that may hold flags of a command that is not known yet. */
export function wordsOf(args: readonly string[], specs: readonly FlagSpec[]): string[] {
  return tokenize(args, specs).flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
}

function tokenize(args: readonly string[], specs: readonly FlagSpec[]) {
  const options = Object.fromEntries(
    specs.map((spec) => [
      spec.name,
      {
        type: spec.type === 'boolean' ? ('boolean' as const) : ('string' as const),
        ...(spec.short === undefined ? {} : { short: spec.short }),
      },
    ]),
  );
  return parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

function defaults(specs: readonly FlagSpec[]): FlagValues {
  return Object.fromEntries(
    specs.map((spec) => {
      if (spec.default === undefined) return [spec.name, spec.type === 'boolean' ? false : undefined];
      return [spec.name, spec.type === 'duration' ? parseDuration(String(spec.default)) : spec.default];
    }),
  );
}

/** The text to convert; `undefined` for a boolean without a value. A flag in the place of a value is not a value. */
function givenValue(
  spec: FlagSpec,
  value: string | undefined,
  inline: boolean,
  byName: ReadonlyMap<string, FlagSpec>,
): string | undefined {
  if (spec.type === 'boolean') return value;
  const swallowed = !inline && value?.startsWith('--') && byName.has(value.slice(2).split('=')[0] ?? '');
  if (value !== undefined && value !== '' && !swallowed) return value;
  throw new PlaygroundError('missing-value', `--${spec.name} needs a value: ${expectation(spec)}`, {
    kind: 'usage',
    hint: spec.description,
  });
}

function convert(spec: FlagSpec, text: string | undefined, before: FlagValues[string]): FlagValues[string] {
  if (text === undefined) return true;
  switch (spec.type) {
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw badValue(spec, text);
      return text === 'true';
    case 'integer':
      if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(Number(text))) throw badValue(spec, text);
      return Number(text);
    case 'duration':
      return duration(spec, text);
    case 'choice':
      if (!spec.choices?.includes(text)) throw badValue(spec, text, nearest(text, spec.choices ?? []));
      return text;
    case 'list':
      return [...(Array.isArray(before) ? before : []), text];
    default:
      return text;
  }
}

function duration(spec: FlagSpec, text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (isPlaygroundError(error)) throw badValue(spec, text);
    throw error;
  }
}

function badValue(spec: FlagSpec, text: string, guess?: string): PlaygroundError {
  const hint = guess === undefined ? spec.description : `did you mean ${guess}?`;
  const message = `--${spec.name} cannot be "${text}"; expected ${expectation(spec)}`;
  return new PlaygroundError('invalid-value', message, {
    kind: 'usage',
    hint,
    details: { flag: spec.name, value: text },
  });
}

function expectation(spec: FlagSpec): string {
  switch (spec.type) {
    case 'boolean':
      return 'true or false';
    case 'integer':
      return 'a whole number';
    case 'duration':
      return 'a duration such as 12s, 500ms or 1m30s';
    case 'choice':
      return `one of ${(spec.choices ?? []).join(', ')}`;
    default:
      return spec.placeholder ?? 'a text';
  }
}

function unknownFlag(rawName: string, specs: readonly FlagSpec[], where: string): PlaygroundError {
  const guess = nearest(
    rawName.replace(/^-+/, ''),
    specs.map((spec) => spec.name),
  );
  return new PlaygroundError('unknown-flag', `${where} has no flag ${rawName}`, {
    kind: 'usage',
    hint: guess === undefined ? `see ${where} --help` : `did you mean --${guess}?`,
  });
}
