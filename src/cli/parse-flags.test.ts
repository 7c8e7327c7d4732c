import { describe, expect, it } from 'vitest';
import { PlaygroundError } from '../lib/errors.ts';
import type { FlagSpec } from '../recipes/recipe.ts';
import { parseFlags, wordsOf } from './parse-flags.ts';

const SPECS: readonly FlagSpec[] = [
  { name: 'keep', type: 'boolean', description: 'keep it' },
  { name: 'follow', short: 'f', type: 'boolean', description: 'follow it' },
  { name: 'output', type: 'string', placeholder: 'FOLDER', description: 'the folder' },
  { name: 'count', type: 'integer', description: 'how many' },
  { name: 'block-time', type: 'duration', default: '12s', description: 'the slot' },
  { name: 'format', short: 'o', type: 'choice', choices: ['dot', 'mermaid'], default: 'dot', description: 'language' },
  { name: 'override', type: 'list', description: 'a program' },
];

const parse = (...args: string[]) => parseFlags(args, SPECS, 'playground start');

function failure(...args: string[]): PlaygroundError {
  try {
    parse(...args);
  } catch (error) {
    if (error instanceof PlaygroundError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('parseFlags', () => {
  it('gives defaults where nothing is written', () => {
    const { values, words, given } = parse();
    expect(values).toEqual({
      keep: false,
      follow: false,
      output: undefined,
      count: undefined,
      'block-time': 12_000,
      format: 'dot',
      override: undefined,
    });
    expect(words).toEqual([]);
    expect([...given]).toEqual([]);
  });

  it('reads every type, in both spellings, around words', () => {
    const { values, words, given } = parse(
      'l1',
      '--keep',
      '--output=a b',
      '--count',
      '-3',
      'x',
      '--block-time',
      '500ms',
    );
    expect(values).toMatchObject({ keep: true, output: 'a b', count: -3, 'block-time': 500 });
    expect(words).toEqual(['l1', 'x']);
    expect([...given]).toEqual(['keep', 'output', 'count', 'block-time']);
  });

  it('reads short flags and booleans with a value', () => {
    expect(parse('-f', '-o', 'mermaid').values).toMatchObject({ follow: true, format: 'mermaid' });
    expect(parse('--keep=false').values.keep).toBe(false);
    expect(parse('--keep=true').values.keep).toBe(true);
  });

  it('collects lists and lets the last of other flags count', () => {
    const { values } = parse('--override', 'a=/x', '--override=b=/y', '--count', '1', '--count', '2');
    expect(values.override).toEqual(['a=/x', 'b=/y']);
    expect(values.count).toBe(2);
  });

  it('takes everything after -- as words', () => {
    expect(parse('--', '--keep', 'x').words).toEqual(['--keep', 'x']);
  });

  it.each([
    [['--kep'], 'unknown-flag', 'playground start has no flag --kep', 'did you mean --keep?'],
    [['--zzzzzzz'], 'unknown-flag', 'playground start has no flag --zzzzzzz', 'see playground start --help'],
    [['-x'], 'unknown-flag', 'playground start has no flag -x', 'see playground start --help'],
    [['--output'], 'missing-value', '--output needs a value: FOLDER', 'the folder'],
    [['--output', '--keep'], 'missing-value', '--output needs a value: FOLDER', 'the folder'],
    [['--output='], 'missing-value', '--output needs a value: FOLDER', 'the folder'],
    [['--count', '1.5'], 'invalid-value', '--count cannot be "1.5"; expected a whole number', 'how many'],
    [
      ['--block-time', 'soon'],
      'invalid-value',
      '--block-time cannot be "soon"; expected a duration such as 12s, 500ms or 1m30s',
      'the slot',
    ],
    [
      ['--format', 'mermade'],
      'invalid-value',
      '--format cannot be "mermade"; expected one of dot, mermaid',
      'did you mean mermaid?',
    ],
    [['--keep=maybe'], 'invalid-value', '--keep cannot be "maybe"; expected true or false', 'keep it'],
  ])('refuses %j', (args, code, message, hint) => {
    expect(failure(...args)).toMatchObject({ code, message, hint, kind: 'usage' });
  });
});

describe('wordsOf', () => {
  it('tells words from the values of flags', () => {
    expect(wordsOf(['--output', 'here', 'l1', '--nonsense', '-f'], SPECS)).toEqual(['l1']);
  });
});
