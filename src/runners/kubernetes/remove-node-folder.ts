import { dirname, posix } from 'node:path';
import { PlaygroundError } from '../../lib/errors.ts';
import type { EmitEvent } from '../../lib/events.ts';
import type { ClusterPlace, NodeFolder } from '../runner.ts';
import type { ClusterClient, ClusterObject } from './client/cluster-client.ts';
import { INSTANCE_LABEL, MANAGER, MANAGER_LABEL } from './cluster-objects.ts';
import type { Pod } from './pod.ts';

const POD = { apiVersion: 'v1', kind: 'Pod' };
/** Milliseconds for a container that removes a folder. */
const PATIENCE = 30_000;

export interface FolderOfNode extends Omit<NodeFolder, 'nodes'> {
  node: string;
  /** Its place among the nodes of the deployment. */
  index: number;
}

/**
 * Removes the folder of a node that held the data of a deployment, by a pod on that node: nothing else reaches it. The
 * program in it refuses a folder that is not that deployment's.
 */
export async function removeNodeFolder(
  client: ClusterClient,
  place: ClusterPlace,
  folder: FolderOfNode,
  emit: EmitEvent,
): Promise<void> {
  const { namespace } = place;
  const pod = { ...POD, namespace, name: podName(place, folder) };
  await client.delete(pod, { gracePeriodSeconds: 0 });
  await client.apply(cleanupPod(place, folder), {});
  try {
    const end = await endOf(client, pod);
    if (end === 'Succeeded') return;
    const what = end === 'Failed' ? 'the folder' : 'an empty folder';
    emit({
      type: 'notice',
      message: `${what} stays on node ${folder.node}, which could not be removed: ${folder.path}`,
    });
  } finally {
    await client.delete(pod, { gracePeriodSeconds: 0 });
  }
}

async function endOf(
  client: ClusterClient,
  pod: { apiVersion: string; kind: string; namespace: string; name: string },
) {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const found = await client.get<Pod & ClusterObject>(pod);
    const { phase, containerStatuses = [] } = found?.status ?? {};
    if (phase === 'Succeeded' || phase === 'Failed') return phase;
    if (containerStatuses.some(({ state }) => state?.waiting?.reason === 'ErrImageNeverPull')) return 'NoImage';
    if (performance.now() > deadline) {
      throw new PlaygroundError('cluster-slow', `pod ${pod.name} did not end within ${PATIENCE / 1000} s`, {
        kind: 'environment',
        hint: `kubectl describe pod -n ${pod.namespace} ${pod.name} tells why`,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

function podName({ name }: ClusterPlace, { index }: FolderOfNode): string {
  return `${name}-cleanup-${index}`;
}

function cleanupPod(place: ClusterPlace, folder: FolderOfNode) {
  const { namespace, name } = place;
  const { node, path, image } = folder;
  const inside = posix.join('/host', posix.basename(path));
  return {
    ...POD,
    metadata: {
      name: podName(place, folder),
      namespace,
      labels: { [MANAGER_LABEL]: MANAGER, [`${INSTANCE_LABEL}-cleanup`]: name },
    },
    spec: {
      nodeName: node,
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      containers: [
        {
          name: 'cleanup',
          image,
          // It has run here before, or there is nothing to remove.
          imagePullPolicy: 'Never',
          args: ['artifacts', 'remove', '--into', inside, '--deployment', `${namespace}/${name}`],
          securityContext: {
            runAsUser: 0,
            runAsNonRoot: false,
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'], add: ['DAC_OVERRIDE', 'FOWNER'] },
            seccompProfile: { type: 'RuntimeDefault' },
          },
          volumeMounts: [{ name: 'host', mountPath: '/host' }],
        },
      ],
      volumes: [{ name: 'host', hostPath: { path: dirname(path), type: 'Directory' } }],
    },
  };
}
