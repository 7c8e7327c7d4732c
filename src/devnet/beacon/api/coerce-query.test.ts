import { describe, expect, it } from 'vitest';
import { compileCoercion } from './coerce-query.ts';

const SCHEMA = {
  type: 'object',
  required: ['slot'],
  properties: {
    slot: { type: 'integer', minimum: 0 },
    ids: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } },
    indices: { type: 'array', items: { type: 'integer' } },
    flag: { type: 'boolean' },
    name: { type: 'string' },
  },
};

describe('compileCoercion', () => {
  const coerce = compileCoercion(SCHEMA);

  it('converts what a query gives as text', () => {
    const query = { slot: '7', ids: ['1', '0xab'], indices: ['1', '2'], flag: 'true', name: 'x', other: 'y' };
    expect(coerce(query)).toEqual({
      value: { slot: 7, ids: ['1', '0xab'], indices: [1, 2], flag: true, name: 'x', other: 'y' },
    });
  });

  it('makes lists of single values', () => {
    expect(coerce({ slot: '7', ids: '1', indices: '2' })).toEqual({ value: { slot: 7, ids: ['1'], indices: [2] } });
  });

  it.each([
    [{}, 'slot is missing'],
    [{ slot: '-1' }, 'slot must be a whole number'],
    [{ slot: '1.5' }, 'slot must be a whole number'],
    [{ slot: '1', flag: 'yes' }, 'flag must be true or false'],
    [{ slot: '1', name: ['a', 'b'] }, 'name must be a text'],
    [{ slot: '1', indices: ['a'] }, 'indices must be a whole number'],
    ['text', 'request must be an object'],
  ])('refuses %j', (query, message) => {
    expect(coerce(query)).toEqual({ error: new Error(message) });
  });
});
