import { PlaygroundError } from '../lib/errors.ts';
import { withoutAbsent } from '../lib/without-absent.ts';
import type { KubernetesWishes, StorageType, Topology } from '../manifest/service.ts';
import type { FlagValues } from '../recipes/recipe.ts';
import type { ClusterWishes } from '../runners/runner.ts';
import { DEPLOYMENT_FLAGS } from './deployment-flags.ts';

/**
 * What was asked of a start for a cluster: nothing unless it is for one. Throws `PlaygroundError` of kind `usage` for
 * flags that do not go together.
 */
export function clusterWishes(flags: FlagValues): ClusterWishes | undefined {
  const inCluster = flags.runner === 'kubernetes';
  if (flags.k8s === true && flags['dry-run'] !== true) {
    const hint = 'add --dry-run to write it; --runner kubernetes, without --k8s, starts the network in a cluster';
    throw usage('k8s-without-dry-run', '--k8s writes a file for a cluster and starts nothing', hint);
  }
  const place = ['namespace', 'context'].find((name) => flags[name] !== undefined);
  if (place !== undefined && !inCluster) {
    const hint = 'add it; what --k8s writes is put where you like, with kubectl --namespace and --context';
    throw usage('flag-without-cluster', `--${place} goes with --runner kubernetes`, hint);
  }
  const wish = DEPLOYMENT_FLAGS.find(({ name }) => flags[name] !== undefined);
  if (wish !== undefined && !inCluster && flags.k8s !== true) {
    const hint = 'it goes with --dry-run --k8s, which writes a file for one, and with --runner kubernetes';
    throw usage('flag-without-cluster', `--${wish.name} is for a cluster, and this start is not`, hint);
  }
  if (place === undefined && wish === undefined) return undefined;
  const { context, namespace } = flags as Record<string, string | undefined>;
  return withoutAbsent({ ...kubernetesWishes(flags), context, namespace });
}

/** The values of `DEPLOYMENT_FLAGS`. Throws `PlaygroundError` of kind `usage` for those that no cluster would take. */
export function kubernetesWishes(flags: FlagValues): KubernetesWishes {
  for (const [name, { pattern, expected }] of Object.entries(VALUES)) {
    const value = flags[name];
    if (value === undefined || pattern.test(String(value))) continue;
    throw usage('invalid-value', `--${name} cannot be "${value}"`, `write ${expected}`);
  }
  const text = (name: string) => flags[name] as string | undefined;
  const wishes: KubernetesWishes = withoutAbsent({
    storageType: flags['storage-type'] as StorageType | undefined,
    storagePath: text('storage-path'),
    storageClass: text('storage-class'),
    storageSize: text('storage-size'),
    topology: flags.topology as Topology | undefined,
    image: text('image'),
    network: text('network'),
  });
  checkStorage(wishes);
  return wishes;
}

/** The bounds of the resource's schema, of which this is the part that is typed. */
const VALUES: Record<string, { pattern: RegExp; expected: string }> = {
  'storage-path': {
    pattern: /^\/(?!(?:.*\/)?\.\.(?:\/|$))[^:]*$/,
    expected: 'an absolute path of the node, without ".." and ":"',
  },
  'storage-class': {
    pattern: /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/,
    expected: 'lower-case letters, digits, "-" and ".", as kubectl get storageclass shows them',
  },
  'storage-size': {
    pattern: /^(?=.*[1-9])\d{1,15}(\.\d{1,3})?([KMGTPE]i|[kMGTPE])?$/,
    expected: 'a quantity such as 10Gi or 500Mi',
  },
  image: { pattern: /^[^\s-]\S{0,511}$/, expected: 'the name of an image, such as registry.example/playground:1' },
  network: {
    pattern: /^[a-z0-9]([a-z0-9_-]{0,48}[a-z0-9])?$/,
    expected: 'at most 50 lower-case letters, digits, "-" and "_"',
  },
};

function checkStorage({ storageType, storagePath, storageClass, storageSize }: KubernetesWishes): void {
  const ofClaim = storageClass !== undefined ? 'storage-class' : storageSize !== undefined ? 'storage-size' : undefined;
  if (storagePath !== undefined && (storageType === 'pvc' || ofClaim !== undefined)) {
    const other = ofClaim === undefined ? '--storage-type pvc' : `--${ofClaim}`;
    const hint = 'a volume claim (pvc) has no path: its storage class says where it lies';
    throw usage('storage-conflict', `--storage-path is for local-path and does not go with ${other}`, hint);
  }
  if (storageType === 'local-path' && ofClaim !== undefined) {
    const hint = 'a folder of a node has neither class nor size; --storage-type pvc claims a volume';
    throw usage('storage-conflict', `--${ofClaim} does not go with --storage-type local-path`, hint);
  }
}

function usage(code: string, message: string, hint: string): PlaygroundError {
  return new PlaygroundError(code, message, { kind: 'usage', hint });
}
