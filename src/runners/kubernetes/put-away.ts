import { PlaygroundError } from '../../lib/errors.ts';
import type { EmitEvent } from '../../lib/events.ts';
import type { ClusterPlace } from '../runner.ts';
import type { ClusterClient, ListOptions } from './client/cluster-client.ts';
import type { ObjectKind } from './client/resource-path.ts';
import { instanceSelector } from './cluster-objects.ts';
import { removeNodeFolder } from './remove-node-folder.ts';
import { unlessForbidden } from './unless-forbidden.ts';

const STATEFUL_SET = { apiVersion: 'apps/v1', kind: 'StatefulSet' };
const POD = { apiVersion: 'v1', kind: 'Pod' };
const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const CLAIM = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' };
const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace' };

/** Milliseconds that a cluster has to carry out what it was asked for. */
const PATIENCE = 60_000;

/** Name of the object that all others of a deployment belong to. */
export function ownerName(name: string): string {
  return `${name}-deployment`;
}

/**
 * Ends the pods of a deployment and keeps everything else, its data above all. Returns the names of the pods.
 * @param grace milliseconds
 */
export async function pauseDeployment(client: ClusterClient, place: ClusterPlace, grace: number): Promise<string[]> {
  const { namespace, name } = place;
  const options = { namespace, labelSelector: instanceSelector(name) };
  const sets = await client.list(STATEFUL_SET, options);
  await Promise.all(
    sets.map(({ metadata }) =>
      client.patch({ ...STATEFUL_SET, namespace, name: metadata.name }, { spec: { replicas: 0 } }),
    ),
  );
  return endPods(client, place, grace);
}

/**
 * Removes a deployment with its data, and waits until nothing of it is left. Safe to call again, and for one that was
 * never quite made.
 */
export async function removeDeployment(
  client: ClusterClient,
  place: ClusterPlace,
  grace: number,
  emit: EmitEvent,
): Promise<void> {
  const { namespace, name, nodeFolder, ownNamespace } = place;
  const options = { namespace, labelSelector: instanceSelector(name) };
  const sets = await listed(client, STATEFUL_SET, options);
  await Promise.all(
    sets.map(({ metadata }) =>
      client.delete({ ...STATEFUL_SET, namespace, name: metadata.name }, { propagation: 'Background' }),
    ),
  );
  await endPods(client, place, grace);
  const nodes = nodeFolder?.nodes ?? [];
  await Promise.all([
    removeObjects(client, place),
    ...nodes.map((node, i) => nodeFolder && removeNodeFolder(client, place, { ...nodeFolder, node, index: i }, emit)),
  ]);
  if (!ownNamespace) return;
  await client.delete({ ...NAMESPACE, name: namespace }, { propagation: 'Foreground' });
  await until(`namespace ${namespace} to be removed`, async () => {
    return (await client.get({ ...NAMESPACE, name: namespace })) === undefined;
  });
}

/** Everything that is left when the pods are gone. */
async function removeObjects(client: ClusterClient, { namespace, name }: ClusterPlace): Promise<void> {
  const options = { namespace, labelSelector: instanceSelector(name) };
  const owner = { ...CONFIG_MAP, namespace, name: ownerName(name) };
  const claims = await listed(client, CLAIM, options);
  await Promise.all(
    claims.map(({ metadata }) =>
      client.delete({ ...CLAIM, namespace, name: metadata.name }, { propagation: 'Background' }),
    ),
  );
  await client.delete(owner, { propagation: 'Foreground' });
  await until(`${name} to be removed from namespace ${namespace}`, async () => {
    const [left, claimsLeft] = await Promise.all([client.get(owner), listed(client, CLAIM, options)]);
    return left === undefined && claimsLeft.length === 0;
  });
}

async function endPods(client: ClusterClient, { namespace, name }: ClusterPlace, grace: number): Promise<string[]> {
  const options = { namespace, labelSelector: instanceSelector(name) };
  const pods = await listed(client, POD, options);
  const gracePeriodSeconds = Math.ceil(grace / 1000);
  await Promise.all(
    pods.map(({ metadata }) => client.delete({ ...POD, namespace, name: metadata.name }, { gracePeriodSeconds })),
  );
  await until(`the pods of ${name} to end`, async () => (await listed(client, POD, options)).length === 0);
  return pods.map(({ metadata }) => metadata.name);
}

/** What this user may not even look at, this user has not made: there is nothing of it to remove. */
async function listed(client: ClusterClient, kind: ObjectKind, options: ListOptions) {
  return (await unlessForbidden(client.list(kind, options))) ?? [];
}

/** Asks again until it is so. Throws `cluster-slow`. */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  while (!(await isSo())) {
    if (performance.now() > deadline) {
      throw new PlaygroundError('cluster-slow', `waited ${PATIENCE / 1000} s for ${what}`, {
        kind: 'environment',
        hint: 'the cluster goes on with it; `playground clean` waits again',
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
