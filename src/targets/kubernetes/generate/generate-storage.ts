import { withoutAbsent } from '../../../lib/without-absent.ts';
import type { KubernetesWishes, StorageType } from '../../../manifest/service.ts';
import type { DeploymentSpec } from '../crd/deployment-schema.ts';

/** What is said now goes before what was said when the manifest was made. */
export function generateStorage(
  name: string,
  now: KubernetesWishes,
  then: KubernetesWishes = {},
): DeploymentSpec['storage'] {
  const type = askedStorageType(now) ?? askedStorageType(then) ?? 'local-path';
  const { storagePath, storageSize, storageClass } = { ...then, ...now };
  if (type === 'local-path') return { type, path: storagePath ?? `/data/builder-playground/${name}` };
  return withoutAbsent({ type, size: storageSize ?? '10Gi', storageClass });
}

/** The type that was asked for, or that only makes sense with what was. */
export function askedStorageType({ storageType: asked, storagePath, storageClass, storageSize }: KubernetesWishes) {
  const implied = storagePath !== undefined ? 'local-path' : (storageClass ?? storageSize) ? 'pvc' : undefined;
  return asked ?? (implied satisfies StorageType | undefined);
}
