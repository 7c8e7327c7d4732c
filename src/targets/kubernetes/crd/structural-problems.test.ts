import { describe, expect, test } from 'vitest';
import { customResourceDefinitions } from './custom-resource-definitions.ts';
import { structuralProblems } from './structural-problems.ts';
import type { StructuralSchema } from './structural-schema.ts';

describe('the schemas of our kinds', () => {
  test.each(customResourceDefinitions())('$spec.names.kind is structural, bounded and described', ({ spec }) => {
    expect(structuralProblems(spec.versions[0].schema.openAPIV3Schema)).toEqual([]);
  });
});

const TEXT: StructuralSchema = { description: 'A text.', type: 'string', maxLength: 9 };
const NAMED: StructuralSchema = { description: 'A thing.', type: 'object', properties: { name: TEXT } };

const WRONG: [string, StructuralSchema | Record<string, unknown>, string][] = [
  ['no type', { maxLength: 3 }, 'spec: it has no type'],
  ['an unbounded text', { type: 'string' }, 'spec: it has no maxLength'],
  ['an unbounded list', { type: 'array', items: TEXT }, 'spec: it has no maxItems'],
  ['a list without items', { type: 'array', maxItems: 3 }, 'spec: a list has items, and nothing else does'],
  ['an unbounded map', { type: 'object', additionalProperties: TEXT }, 'spec: it has no maxProperties'],
  ['a keyword of JSON Schema', { ...TEXT, uniqueItems: true }, 'spec: uniqueItems is not allowed'],
  ['a union', { type: 'object', oneOf: [TEXT] }, 'spec: oneOf is not allowed'],
  [
    'fields beside a map',
    { ...NAMED, additionalProperties: TEXT, maxProperties: 3 },
    'spec: properties and additionalProperties exclude each other',
  ],
  ['fields of a text', { ...NAMED, type: 'string', maxLength: 3 }, 'spec: only an object has fields'],
  [
    'a requirement of nothing',
    { ...NAMED, required: ['nome'] },
    'spec: it requires nome, which is not among its fields',
  ],
  ['a pattern that looks ahead', { ...TEXT, pattern: '^(?!a)' }, 'spec: the pattern ^(?!a) is not one of RE2'],
  ['a default out of line', { type: 'string', enum: ['a'], default: 'b' }, 'spec: its default is no choice'],
  ['a list of objects of no kind', list({}), 'spec: it has no x-kubernetes-list-type'],
  ['a map without keys', list({ 'x-kubernetes-list-type': 'map' }), 'spec: it has no x-kubernetes-list-map-keys'],
  ['a map by an optional key', mapBy('name'), 'spec: its key name is neither required nor has a default'],
  ['a map by nothing', mapBy('nome'), 'spec: its items have no nome'],
  [
    'keys of a list that is no map',
    list({ 'x-kubernetes-list-type': 'atomic', 'x-kubernetes-list-map-keys': ['name'] }),
    'spec: only a map has keys',
  ],
  [
    'a field without a description',
    { ...NAMED, properties: { a: { ...TEXT, description: '' } } },
    'spec.a: it has no description',
  ],
  [
    'a field deep inside',
    list({ items: { type: 'object', properties: { a: { description: 'A.' } } } }),
    'spec[].a: it has no type',
  ],
];

describe('is found', () => {
  test.each(WRONG)('%s', (_what, spec, problem) => {
    const described = { description: 'A field.', ...spec } as StructuralSchema;
    expect(structuralProblems({ type: 'object', properties: { spec: described } })).toContain(problem);
  });

  test('a restriction of metadata', () => {
    const metadata = { type: 'object', description: 'Mine.' } as const;
    expect(structuralProblems({ type: 'object', properties: { metadata } })).toEqual([
      'metadata: it may only be said to be an object',
    ]);
  });

  test('an apiVersion that is a number', () => {
    expect(structuralProblems({ type: 'object', properties: { apiVersion: { type: 'integer' } } })).toEqual([
      'apiVersion: it must be a string',
    ]);
  });
});

function list(more: Partial<StructuralSchema>): StructuralSchema {
  return { type: 'array', maxItems: 3, items: NAMED, ...more };
}

function mapBy(key: string): StructuralSchema {
  return list({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': [key] });
}
