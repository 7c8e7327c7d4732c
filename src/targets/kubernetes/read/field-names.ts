import { nearest } from '../../../lib/nearest.ts';
import type { StructuralSchema } from '../crd/structural-schema.ts';

/** What others call our fields: pods, Docker Compose, and manifest.json. */
const ALIASES: Record<string, string> = {
  command: 'entrypoint',
  depends_on: 'dependencies',
  environment: 'env',
  files_mapped: 'files',
  filesMapped: 'files',
  healthcheck: 'readyCheck',
  mounts: 'volumes',
  readinessProbe: 'readyCheck',
  ready_check: 'readyCheck',
  storageClassName: 'storageClass',
  volumeMounts: 'volumes',
  volumes_mapped: 'volumes',
  port: 'containerPort',
  start_period: 'startPeriod',
  query_url: 'queryURL',
  url: 'queryURL',
  imagePullSecret: 'imagePullSecrets',
};

/** The fields of the object at this path. */
export function fieldNames(schema: StructuralSchema, path: readonly PropertyKey[]): string[] {
  let node: StructuralSchema | undefined = schema;
  for (const segment of path) {
    node =
      typeof segment === 'number' ? node?.items : (node?.properties?.[String(segment)] ?? node?.additionalProperties);
  }
  return Object.keys(node?.properties ?? {});
}

/** What was probably meant by a name that is none of these; otherwise all of them. */
export function fieldHint(name: string, names: readonly string[]): string {
  const alias = ALIASES[name];
  const guess = alias !== undefined && names.includes(alias) ? alias : nearest(name, names);
  if (guess !== undefined) return `did you mean "${guess}"?`;
  return names.length === 0 ? 'it has none' : `fields: ${names.join(', ')}`;
}
