import { z } from 'zod';
import { listMap } from './field-types.ts';

const generation = z.int().min(0);

const condition = z
  .strictObject({
    type: z
      .string()
      .min(1)
      .max(316)
      .regex(/^[A-Za-z]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/)
      .describe('What the condition is about: Accepted, Progressing, Ready, Degraded.'),
    status: z.enum(['True', 'False', 'Unknown']).describe('Whether it is so.'),
    observedGeneration: generation.describe('The generation of the resource that it was found for.').optional(),
    lastTransitionTime: z.string().max(64).meta({ format: 'date-time' }).describe('When status last changed.'),
    reason: z
      .string()
      .min(1)
      .max(1024)
      .regex(/^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/)
      .describe('Why, in one word for programs.'),
    message: z.string().max(32_768).describe('Why, for people.'),
  })
  .describe('One aspect of the state.');

/** What the status of either kind begins with. */
export const STATUS_FIELDS = {
  observedGeneration: generation.describe('The generation of the resource that this status is about.').optional(),
  conditions: listMap(condition, ['type'], 16).describe('The state, one aspect each.').optional(),
};
