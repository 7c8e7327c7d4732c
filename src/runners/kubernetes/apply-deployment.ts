import { PlaygroundError } from '../../lib/errors.ts';
import { ownedBy } from './cluster-objects.ts';
import type { PreparedRun } from './prepare-run.ts';

/**
 * Makes the objects of a deployment, one after the other in their order. The first is the owner of all others, so that
 * one deletion ends them all, whoever asks for it and whenever.
 */
export async function applyDeployment(prepared: PreparedRun, signal: AbortSignal): Promise<void> {
  const { client, place, objects } = prepared;
  const { name, namespace, ownNamespace } = place;
  if (ownNamespace) await client.apply(namespaceObject(namespace, name), { signal });
  const [first, ...rest] = objects;
  if (first === undefined) throw new Error('a deployment has at least the object that describes it');
  const owner = await client.apply(first, { signal });
  for (const object of ownedBy(owner, rest)) {
    if (signal.aborted) throw new PlaygroundError('interrupted', 'interrupted while starting');
    await client.apply(object, { signal });
  }
}

function namespaceObject(namespace: string, instance: string) {
  const labels = { 'app.kubernetes.io/managed-by': 'builder-playground', 'app.kubernetes.io/instance': instance };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } };
}
