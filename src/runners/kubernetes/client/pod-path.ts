import { resourcePath } from './resource-path.ts';

/** `/api/v1/namespaces/default/pods/net-0`, to which subresources are added. Pure. */
export function podPath({ namespace, pod: name }: { namespace: string; pod: string }): string {
  return resourcePath({ apiVersion: 'v1', kind: 'Pod', namespace, name });
}
