import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { absolutePath, objectName, quantity } from './field-types.ts';

/** What either kind says about storage besides its type. */
export const STORAGE_FIELDS = {
  path: absolutePath
    .describe('For local-path: the folder of the node, such as /data/builder-playground/NAME.')
    .optional(),
  storageClass: objectName
    .describe("For pvc: the StorageClass, which cannot be changed; the cluster's default if it is left out.")
    .optional(),
  size: quantity.describe('For pvc: how much to claim; 10Gi if it is left out.').optional(),
  reclaimPolicy: z
    .enum(['Delete', 'Retain'])
    .meta({ default: DEFAULTS.reclaimPolicy })
    .describe('For pvc: whether the claim, and with it the chain, goes when the deployment is deleted.')
    .optional(),
};
