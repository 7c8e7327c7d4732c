import type { z } from 'zod';
import { nearest } from '../../../lib/nearest.ts';
import type { StructuralSchema } from '../crd/structural-schema.ts';
import { fieldPath } from '../field-path.ts';
import { fieldHint, fieldNames } from './field-names.ts';
import type { PositionedProblem } from './positioned-problem.ts';
import type { Positions } from './positions.ts';

type Issue = z.core.$ZodIssue;
type Finding = Pick<PositionedProblem, 'code' | 'message' | 'hint'>;

export interface SchemaSubject {
  /** What was checked. */
  data: unknown;
  positions: Positions;
  /** Of the same schema, for the names of fields. */
  structure(): StructuralSchema;
}

/** What a schema found, each in one line and at its place. */
export function schemaProblems(issues: readonly Issue[], subject: SchemaSubject): PositionedProblem[] {
  return issues.flatMap((issue) => problemsOf(issue, subject));
}

function problemsOf(issue: Issue, { data, positions, structure }: SchemaSubject): PositionedProblem[] {
  const path = fieldPath(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const names = fieldNames(structure(), issue.path);
    return issue.keys.map((key) => {
      const own = fieldPath([...issue.path, key]);
      const hint = fieldHint(key, names);
      return {
        code: 'unknown-field',
        path: own,
        ...positions.ofName(own),
        message: `there is no field "${key}"`,
        hint,
      };
    });
  }
  const value = valueAt(data, issue.path);
  if (value === undefined) {
    const finding = { code: 'missing-field', message: 'it is missing', hint: `add it: ${expected(issue)}` };
    return [{ path, ...positions.ofName(path), ...finding }];
  }
  const position = issue.code === 'invalid_key' ? positions.ofName(path) : positions.ofValue(path);
  const source = positions.placeOf(path)?.source;
  return [{ path, ...position, ...finding(issue, { value, source }) }];
}

interface Written {
  value: unknown;
  /** Of a number, a boolean or nothing: as it was written. */
  source: string | undefined;
}

function finding(issue: Issue, written: Written): Finding {
  const { value } = written;
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue, written);
    case 'invalid_value':
      return wrongChoice(issue.values, value);
    case 'too_big':
    case 'too_small':
      return wrongSize(issue, value);
    case 'invalid_key':
      return { code: 'invalid-value', message: 'the name is too long or empty', hint: '' };
    default:
      return { code: 'invalid-value', message: issue.message, hint: valueHint(issue.message, value) };
  }
}

const TYPES: Record<string, string> = {
  string: 'a string',
  int: 'a whole number',
  number: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of fields',
  record: 'a map',
};

function expected(issue: Issue): string {
  if (issue.code === 'invalid_value') return issue.values.map(String).join(' or ');
  return issue.code === 'invalid_type' ? (TYPES[issue.expected] ?? issue.expected) : 'a value';
}

function wrongType(issue: z.core.$ZodIssueInvalidType, { value, source }: Written): Finding {
  const code = 'wrong-type';
  const message = `it must be ${expected(issue)}, and is ${described(value)}`;
  if (issue.expected === 'string')
    return { code, message: withReading(message, value, source), hint: quotesHint(value, source) };
  if (issue.expected === 'array') return { code, message, hint: 'begin each item with "- "' };
  if (typeof value === 'string' && (issue.expected === 'int' || issue.expected === 'number')) {
    return {
      code,
      message,
      hint: /^\d+$/.test(value) ? `write ${value} without quotes` : 'write a number such as 8545',
    };
  }
  if (typeof value === 'string' && issue.expected === 'boolean') return { code, message, hint: 'write true or false' };
  return { code, message, hint: value === null ? 'give it a value, or remove it' : '' };
}

/** YAML makes numbers and booleans of texts such as `on` and `010`. */
function withReading(message: string, value: unknown, source: string | undefined): string {
  const surprising = source !== undefined && value !== null && source !== String(value);
  return surprising ? `${message}, as YAML reads ${source}` : message;
}

function quotesHint(value: unknown, source: string | undefined): string {
  if (value === null) return 'give it a value, or remove it';
  return typeof value === 'object' ? '' : `write "${source ?? String(value)}" in quotes`;
}

function wrongChoice(choices: readonly unknown[], value: unknown): Finding {
  const names = choices.map(String);
  const guess = typeof value === 'string' && names.length > 1 ? nearest(value, names) : undefined;
  const message = `it must be ${names.join(' or ')}, and is ${described(value)}`;
  return { code: 'invalid-value', message, hint: guess === undefined ? '' : `did you mean ${guess}?` };
}

function wrongSize(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall, value: unknown): Finding {
  const most = issue.code === 'too_big';
  const bound = most ? `at most ${issue.maximum}` : `at least ${issue.minimum}`;
  if (typeof value === 'string') {
    const message = value === '' ? 'it is empty' : `it has ${value.length} characters, and must have ${bound}`;
    return { code: 'invalid-size', message, hint: '' };
  }
  if (Array.isArray(value)) {
    const message = value.length === 0 ? 'it is empty' : `it has ${value.length} items, and must have ${bound}`;
    return { code: 'invalid-size', message, hint: '' };
  }
  return { code: 'invalid-value', message: `it must be ${bound}, and is ${described(value)}`, hint: '' };
}

/** Quantities go wrong by their unit: `10Q`, `10GB`, `10 Gi`. */
function valueHint(message: string, value: unknown): string {
  const amount = typeof value === 'string' ? /^\d+(?:\.\d+)?/.exec(value.trim())?.[0] : undefined;
  if (message.includes('a quantity') && amount !== undefined)
    return `it is ${described(value)}: did you mean "${amount}Gi"?`;
  return typeof value === 'string' ? `it is ${described(value)}` : '';
}

function described(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  const text = typeof value === 'string' && value.length > 60 ? `${value.slice(0, 60)}…` : value;
  if (typeof text === 'string') return JSON.stringify(text);
  return `${typeof text === 'number' ? 'the number ' : ''}${text}`;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[segment];
  }
  return value;
}
