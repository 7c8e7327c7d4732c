import { PlaygroundError } from '../../lib/errors.ts';
import type { DeploymentResource } from '../../targets/kubernetes/crd/deployment-schema.ts';
import type { KubernetesObject } from '../../targets/kubernetes/render/kubernetes-object.ts';
import type { Placement } from '../../targets/kubernetes/render/placement.ts';
import type { ClusterPlace, ClusterWishes, RunRequest } from '../runner.ts';
import { type ClusterStorage, chooseStorage } from './choose-storage.ts';
import { ClusterClient, type ClusterObject } from './client/cluster-client.ts';
import { type Cluster, loadCluster } from './client/load-cluster.ts';
import { deploymentOf } from './deployment-of.ts';
import { isHostExecuted } from './host-services.ts';
import { isForbidden, unlessForbidden } from './unless-forbidden.ts';

/** Everything that is decided before anything is made in the cluster. */
export interface PreparedRun {
  cluster: Cluster;
  client: ClusterClient;
  place: ClusterPlace;
  resource: DeploymentResource;
  /** In the order in which they are applied. */
  objects: KubernetesObject[];
  placements: Placement[];
  playgroundImage: string;
  /** What was decided on the user's behalf. */
  notices: string[];
}

/** Native sidecars are on by default from here on. */
const OLDEST_MINOR = 29;

/**
 * Finds the cluster and works out what is to run in it; asks, and changes nothing. Throws what the cluster's answers
 * mean, and what makes the deployment impossible.
 * @param now Unix milliseconds
 */
export async function prepareRun(request: RunRequest, now: number): Promise<PreparedRun> {
  const { wishes, cluster: before, sessionId: name } = request;
  checkOverrides(request);
  checkNamespace(wishes.namespace);
  const cluster = await loadCluster({
    ...(before?.kubeconfig === undefined ? {} : { kubeconfig: before.kubeconfig }),
    ...contextOf(before?.context ?? wishes.context),
  });
  const client = new ClusterClient(cluster);
  await checkVersion(client);
  const namespace = before?.namespace ?? wishes.namespace ?? cluster.namespace;
  const ownNamespace = before?.ownNamespace ?? (await isMissing(client, namespace));
  const storage = chooseStorage(wishes, await storageOf(client));
  const deployment = deploymentOf(request, { namespace, storageType: storage.type, now });
  const { resource, playgroundImage } = deployment;
  const { path } = resource.spec.storage;
  const place: ClusterPlace = {
    ...(cluster.kubeconfig === undefined ? {} : { kubeconfig: cluster.kubeconfig }),
    context: cluster.context,
    namespace,
    ownNamespace,
    name,
    ...(path === undefined
      ? {}
      : { nodeFolder: { nodes: before?.nodeFolder?.nodes ?? [], path, image: playgroundImage } }),
  };
  const notices = storage.notice === undefined ? [] : [storage.notice];
  return { cluster, client, place, notices, ...deployment };
}

/** A program of this machine cannot take the place of a container. */
function checkOverrides({ overrides, manifest }: RunRequest): void {
  const inPod = manifest.services.find((service) => overrides[service.name] !== undefined && !isHostExecuted(service));
  if (inPod === undefined) return;
  throw new PlaygroundError('override-in-cluster', `${inPod.name} runs in a pod: --override cannot replace it`, {
    kind: 'usage',
    hint: 'run it on this machine with --runner host, or name another image in the file that k8s generate writes',
  });
}

/** A label of RFC 1123, as the API server wants it. */
function checkNamespace(namespace: string | undefined): void {
  if (namespace === undefined || /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) return;
  throw new PlaygroundError('invalid-namespace', `"${namespace}" cannot be the name of a namespace`, {
    kind: 'usage',
    hint: 'use lower-case letters, digits and dashes, at most 63, beginning and ending with a letter or digit',
  });
}

function contextOf(context: string | undefined): Pick<ClusterWishes, 'context'> {
  return context === undefined ? {} : { context };
}

async function checkVersion(client: ClusterClient): Promise<void> {
  const { major, minor, gitVersion } = await client.version();
  if (Number(major) > 1 || Number.parseInt(minor, 10) >= OLDEST_MINOR) return;
  throw new PlaygroundError('cluster-too-old', `the cluster runs Kubernetes ${gitVersion}`, {
    kind: 'environment',
    hint: `the playground needs 1.${OLDEST_MINOR} or newer, for sidecar containers`,
  });
}

/** A user who may not ask has to be given one that is there. */
async function isMissing(client: ClusterClient, namespace: string): Promise<boolean> {
  try {
    return (await client.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace })) === undefined;
  } catch (error) {
    if (isForbidden(error)) return false;
    throw error;
  }
}

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

async function storageOf(client: ClusterClient): Promise<ClusterStorage> {
  const [nodes, classes] = await Promise.all([
    unlessForbidden(client.list({ apiVersion: 'v1', kind: 'Node' })),
    unlessForbidden(client.list({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass' })),
  ]);
  return {
    ...(nodes === undefined ? {} : { nodes: nodes.length }),
    ...(classes === undefined ? {} : { classes: classes.map(describeClass) }),
  };
}

function describeClass({ metadata }: ClusterObject) {
  const annotations = metadata.annotations as Record<string, string> | undefined;
  return { name: metadata.name, isDefault: annotations?.[DEFAULT_CLASS] === 'true' };
}
