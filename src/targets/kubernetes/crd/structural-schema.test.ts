import { expect, test } from 'vitest';
import { z } from 'zod';
import { structuralSchema } from './structural-schema.ts';

test('a schema becomes structural: closed objects are only typed, open ones keep what they are given', () => {
  const schema = z.strictObject({
    names: z.array(z.string().max(3)).max(2).meta({ 'x-kubernetes-list-type': 'set' }).describe('Names.').optional(),
    by: z.record(z.string().max(9), z.enum(['a', 'b']).meta({ default: 'a' })).meta({ maxProperties: 4 }),
    anything: z.record(z.string(), z.unknown()),
  });
  expect(structuralSchema(schema)).toEqual({
    type: 'object',
    required: ['by', 'anything'],
    properties: {
      names: {
        description: 'Names.',
        type: 'array',
        maxItems: 2,
        'x-kubernetes-list-type': 'set',
        items: { type: 'string', maxLength: 3 },
      },
      by: {
        type: 'object',
        maxProperties: 4,
        additionalProperties: { type: 'string', enum: ['a', 'b'], default: 'a' },
      },
      anything: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    },
  });
});
