import { PlaygroundError } from '../../../lib/errors.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { metadataOf } from './metadata.ts';
import type { RenderContext } from './render-context.ts';

/** `core/v1` Volume, as far as it is used here. */
export interface PodVolume {
  name: string;
  hostPath?: { path: string; type: string };
  persistentVolumeClaim?: { claimName: string };
  emptyDir?: object;
  projected?: object;
}

const DEFAULT_SIZE = '10Gi';

/** A place that outlives pods: a claim of this name, or a folder below the deployment's. */
export function keptVolume(context: RenderContext, volume: string, claimName: string, folder: string): PodVolume {
  const { storage } = context.resource.spec;
  if (storage.type === 'pvc') return { name: volume, persistentVolumeClaim: { claimName } };
  const path = [nodeFolder(context), folder].filter((part) => part !== '').join('/');
  // Files that are said to exist are not to be made up for by an empty folder.
  const existing = context.resource.spec.artifacts?.source === 'existing' && folder === '';
  return { name: volume, hostPath: { path, type: existing ? 'Directory' : 'DirectoryOrCreate' } };
}

/** The folder of the node that holds everything of the deployment. */
export function nodeFolder({ resource }: RenderContext): string {
  const { path } = resource.spec.storage;
  if (path !== undefined) return path.replace(/\/+$/, '');
  throw new PlaygroundError('storage-path-missing', 'storage of type local-path has no path', {
    kind: 'usage',
    hint: 'set spec.storage.path to a folder of the node, such as /data/builder-playground',
  });
}

/** The claims of these names; none where the data lies in a folder of the node. */
export function claims(context: RenderContext, names: readonly string[]): KubernetesObject[] {
  const { type, size = DEFAULT_SIZE, storageClass, reclaimPolicy } = context.resource.spec.storage;
  if (type !== 'pvc') return [];
  return names.map((name) => {
    const metadata = metadataOf(context, name);
    const annotations =
      reclaimPolicy === 'Retain' ? { 'playground.flashbots.io/reclaim-policy': reclaimPolicy } : undefined;
    return {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: annotations === undefined ? metadata : { ...metadata, annotations },
      spec: {
        accessModes: ['ReadWriteOnce'],
        ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
        resources: { requests: { storage: size } },
      },
    };
  });
}
