import type { KubernetesObject } from '../../targets/kubernetes/render/kubernetes-object.ts';

export const INSTANCE_LABEL = 'app.kubernetes.io/instance';
export const MANAGER_LABEL = 'app.kubernetes.io/managed-by';
export const MANAGER = 'builder-playground';

/** Selects all that belongs to one deployment. */
export function instanceSelector(name: string): string {
  return `${INSTANCE_LABEL}=${name},${MANAGER_LABEL}=${MANAGER}`;
}

/**
 * The objects with an owner: when it is deleted the cluster deletes them too, even if nobody is left to ask for it.
 * Pure.
 */
export function ownedBy(
  owner: KubernetesObject & { metadata: { uid?: string } },
  objects: readonly KubernetesObject[],
) {
  const { apiVersion, kind, metadata } = owner;
  const { name, uid = '' } = metadata;
  const reference = { apiVersion, kind, name, uid, blockOwnerDeletion: true };
  return objects.map((object) => ({ ...object, metadata: { ...object.metadata, ownerReferences: [reference] } }));
}
