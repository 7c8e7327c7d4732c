import { type Document, Lexer, parseAllDocuments, type YAMLParseError } from 'yaml';
import type { PositionedProblem } from './positioned-problem.ts';
import type { Position } from './positions.ts';

const MOST_BYTES = 4 * 1024 * 1024;
/** Words, signs, spaces and line ends. The largest resource has half as many. */
const MOST_LEXEMES = 300_000;

export interface YamlDocuments {
  /** Those without a syntax error. */
  documents: Document[];
  /** The first syntax error of each document that has one: what follows it is mostly its echo. */
  problems: PositionedProblem[];
  lineOf(offset: number): Position;
}

/** Splits a text into YAML documents; every scalar is left as it was written. Never throws. */
export function yamlDocuments(text: string): YamlDocuments {
  const lineOf = lineCounter(text);
  const refuse = (problem: Syntax, offset: number): YamlDocuments => ({
    documents: [],
    problems: [{ path: '', ...lineOf(offset), ...problem }],
    lineOf,
  });
  if (Buffer.byteLength(text) > MOST_BYTES) return refuse(TOO_MANY_BYTES, 0);
  const control = text.search(CONTROL);
  if (control !== -1) return refuse(controlCharacter(text.charCodeAt(control)), control);
  const end = endOfLexemes(text);
  if (end !== undefined) return refuse(TOO_MANY_LEXEMES, end);
  // Names given twice are found elsewhere: the library compares each with each.
  const parsed = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const all: Document[] = 'empty' in parsed ? [] : [...parsed];
  const problems = all.flatMap(({ errors: [error] }) => {
    if (error === undefined) return [];
    return [{ path: '', ...lineOf(error.pos[0]), ...syntaxProblem(error, text) }];
  });
  return { documents: all.filter(({ errors }) => errors.length === 0), problems, lineOf };
}

type Syntax = Pick<PositionedProblem, 'code' | 'message' | 'hint'>;

/** What YAML does not allow: control characters, and the sign for a byte that is no UTF-8. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffd]/;

const TOO_MANY_BYTES: Syntax = {
  code: 'too-large',
  message: `it has more than ${MOST_BYTES} bytes`,
  hint: 'the API server takes less than half of that',
};

function controlCharacter(code: number): Syntax {
  const what = code === 0xfffd ? 'a byte that is not UTF-8' : `the control character ${hexadecimal(code)}`;
  return { code: 'not-text', message: `it contains ${what}`, hint: 'is it a YAML file?' };
}

function hexadecimal(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

const TOO_MANY_LEXEMES: Syntax = {
  code: 'too-large',
  message: `it has more than ${MOST_LEXEMES} words and signs up to here`,
  hint: 'no resource has as many',
};

/** Where there are more of them than are read: the parser needs its time for each, above all where it is wrong. */
function endOfLexemes(text: string): number | undefined {
  if (text.length <= MOST_LEXEMES) return undefined;
  let count = 0;
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    count++;
    offset += lexeme.length;
    if (count > MOST_LEXEMES) return offset;
  }
  return undefined;
}

function lineCounter(text: string): (offset: number) => Position {
  const starts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

function syntaxProblem({ code, message, pos }: YAMLParseError, text: string): Syntax {
  const line = text.slice(text.lastIndexOf('\n', pos[0] - 1) + 1, pos[0]);
  // Only where nothing quotes it does YAML take its braces for a map.
  if (/(?:^|[:\-[,] )\{\{/.test(line)) {
    return { code: 'invalid-yaml', message: 'a template stands without quotes', hint: `write '{{.Dir}}/genesis.json'` };
  }
  const [what, hint] = IN_OUR_WORDS.find(([codes, pattern]) => codes.includes(code) && pattern.test(message))?.[2] ?? [
    `${message.slice(0, 1).toLowerCase()}${message.slice(1)}`,
    'look at the indentation, quotes and brackets up to here',
  ];
  return { code: 'invalid-yaml', message: what, hint };
}

const IN_OUR_WORDS: readonly (readonly [string[], RegExp, readonly [string, string]])[] = [
  [['TAB_AS_INDENT'], /./, ['a tab stands where spaces must', 'indent with spaces']],
  [
    ['BAD_INDENT', 'MISSING_CHAR'],
    /end with a \]/,
    ['a list is never closed by ]', 'close it, or begin items with "- "'],
  ],
  [['BAD_INDENT', 'MISSING_CHAR'], /end with a \}/, ['a map is never closed by }', 'close it, or indent its fields']],
  [['BAD_INDENT'], /./, ['the indentation does not fit what stands above', 'begin siblings in one column']],
  [['MISSING_CHAR'], /^Missing , /, ['a "," is missing, or a quote', 'separate items by commas']],
  [['MISSING_CHAR'], /quote/, ['a quote is never closed', 'close it']],
  [
    ['MISSING_CHAR', 'MULTILINE_IMPLICIT_KEY'],
    /[Ii]mplicit/,
    ['a ":" is missing', 'write "name: value", or begin an item with "- "'],
  ],
  [['BLOCK_AS_IMPLICIT_KEY'], /./, ['a ": " stands inside a text', 'write the text in quotes']],
  [['BAD_SCALAR_START'], /./, ['a text cannot begin with this character', 'write it in quotes']],
  [['RESOURCE_EXHAUSTION'], /./, ['it is nested too deeply', 'no resource is: look for stray brackets or dashes']],
  [['UNEXPECTED_TOKEN'], /./, ['this does not belong here', 'look at the indentation, quotes and brackets up to here']],
];
