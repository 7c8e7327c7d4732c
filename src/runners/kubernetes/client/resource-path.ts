/** Which kind of object is meant, and which one of it. */
export interface ObjectKind {
  apiVersion: string;
  kind: string;
}

export interface ObjectReference extends ObjectKind {
  name: string;
  /** Absent for kinds that belong to no namespace. */
  namespace?: string;
}

/** Plurals that are not made by adding an `s`. */
const PLURALS: Readonly<Record<string, string>> = { StorageClass: 'storageclasses', Ingress: 'ingresses' };

/**
 * `/apis/apps/v1/namespaces/default/statefulsets/net`; without a name, that of the list; without a namespace, that of
 * all namespaces, or of a kind that belongs to none. Pure.
 */
export function resourcePath({ apiVersion, kind, name, namespace }: ObjectKind & Partial<ObjectReference>): string {
  const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const room = namespace === undefined || kind === 'Namespace' ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  const plural = PLURALS[kind] ?? `${kind.toLowerCase()}s`;
  return `${base}${room}/${plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}

/** `StatefulSet net in namespace default`, or `Pod objects` where no single one is meant. Pure. */
export function describeReference({ kind, name, namespace }: ObjectKind & Partial<ObjectReference>): string {
  return `${kind} ${name ?? 'objects'}${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
}
