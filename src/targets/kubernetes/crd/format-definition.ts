import { stringify } from 'yaml';
import type { CustomResourceDefinition } from './custom-resource-definitions.ts';

/** One definition as YAML, for people to read and `kubectl apply --server-side` to take. */
export function formatDefinition(definition: CustomResourceDefinition): string {
  return stringify(definition, { lineWidth: 120, aliasDuplicateObjects: false });
}
