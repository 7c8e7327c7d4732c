import type { ClusterClient, ClusterObject } from './client/cluster-client.ts';
import { watch } from './client/watch.ts';
import { instanceSelector } from './cluster-objects.ts';
import type { ClusterEvent, Pod } from './pod.ts';
import { ownerName } from './put-away.ts';

export interface DeploymentListener {
  onPod(pod: Pod): void;
  onPodGone(pod: Pod): void;
  onEvent(event: ClusterEvent): void;
  /** All of it is being removed. */
  onOwnerGone(): void;
  onTrouble(message: string): void;
  onRecovered(): void;
}

/** Follows what becomes of the pods of a deployment, until `signal` aborts. */
export function watchDeployment(
  client: ClusterClient,
  { namespace, name }: { namespace: string; name: string },
  signal: AbortSignal,
  listener: DeploymentListener,
): void {
  const labelSelector = instanceSelector(name);
  watch<Pod & ClusterObject>(
    client,
    { apiVersion: 'v1', kind: 'Pod' },
    {
      namespace,
      labelSelector,
      signal,
      onChange: (pod) => listener.onPod(pod),
      onGone: (pod) => listener.onPodGone(pod),
      onTrouble: (message) => listener.onTrouble(message),
      onRecovered: () => listener.onRecovered(),
    },
  );
  // Events carry no labels: those of others are sorted out by the name of their object.
  watch<ClusterEvent & ClusterObject>(
    client,
    { apiVersion: 'v1', kind: 'Event' },
    {
      namespace,
      signal,
      onChange: (event) => {
        if (event.involvedObject.name?.startsWith(name)) listener.onEvent(event);
      },
      onGone: () => {},
    },
  );
  watch(
    client,
    { apiVersion: 'v1', kind: 'ConfigMap' },
    {
      namespace,
      fieldSelector: `metadata.name=${ownerName(name)}`,
      signal,
      onChange: (owner) => {
        if (owner.metadata.deletionTimestamp !== undefined) listener.onOwnerGone();
      },
      onGone: () => listener.onOwnerGone(),
    },
  );
}
