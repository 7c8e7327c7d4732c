import { z } from 'zod';
import { API_VERSION } from './api-version.ts';
import { DEFAULTS } from './defaults.ts';
import { metadata } from './deployment-schema.ts';
import { duration, image, textMap, withRules } from './field-types.ts';
import { PLAYGROUND_RULES } from './rules.ts';
import { STATUS_FIELDS } from './status-fields.ts';
import { STORAGE_FIELDS } from './storage-fields.ts';

const spec = z
  .strictObject({
    recipe: z.string().min(1).max(253).describe('The recipe to cook: l1, opstack, buildernet.'),
    latestFork: z.boolean().describe('Begin with the latest fork of the recipe.').optional(),
    genesisDelay: duration.describe('How long after the making of the files the chain begins: 10s.').optional(),
    blockTime: duration.describe('Time between two slots, in whole seconds: 1s.').optional(),
    options: textMap(64)
      .describe('Further flags of the recipe as they would be typed, without dashes: {"el": "geth"}.')
      .optional(),
    dryRun: z
      .boolean()
      .describe('Only show the BuilderPlaygroundDeployment, in status.deployment, and do not create it.')
      .optional(),
    storageMethod: z
      .enum(['local-path', 'pvc'])
      .describe('local-path: a folder of the node. pvc: a PersistentVolumeClaim. It cannot be changed.'),
    storage: z.strictObject(STORAGE_FIELDS).describe('Particulars of the storage.').optional(),
    topology: z
      .enum(['pod', 'services'])
      .meta({ default: DEFAULTS.topology })
      .describe('pod: all services in one pod. services: a pod for each, for more than one node.')
      .optional(),
    playgroundImage: image
      .describe("The image with the playground's own programs; that of the version in use if it is left out.")
      .optional(),
  })
  .describe('What to cook, and where to keep it.')
  .meta(withRules(Object.values(PLAYGROUND_RULES)));

const status = z
  .strictObject({
    ...STATUS_FIELDS,
    deploymentName: z.string().max(63).describe('Name of the BuilderPlaygroundDeployment that was created.').optional(),
    deployment: z
      .string()
      .max(1_048_576)
      .describe('After a dry run: the BuilderPlaygroundDeployment as YAML.')
      .optional(),
  })
  .describe('What became of it; written by the operator.');

/** `playground.flashbots.io/v1alpha1` `BuilderPlayground`: a recipe and its flags, for an operator to cook. */
export const playgroundSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal('BuilderPlayground'),
  metadata,
  spec,
  status: status.optional(),
});

export type PlaygroundResource = z.infer<typeof playgroundSchema>;
