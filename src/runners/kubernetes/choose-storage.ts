import { PlaygroundError } from '../../lib/errors.ts';
import { nearest } from '../../lib/nearest.ts';
import { askedStorageType } from '../../targets/kubernetes/generate/generate-storage.ts';
import type { ClusterWishes } from '../runner.ts';

/** What a cluster has to keep data on; absent where this user may not look. */
export interface ClusterStorage {
  nodes?: number;
  classes?: { name: string; isDefault: boolean }[];
}

export interface StorageChoice {
  type: 'local-path' | 'pvc';
  /** Said to the user where the choice was ours. */
  notice?: string;
}

/**
 * Where data is to lie: as asked for, otherwise on the node of a cluster that has one (nothing starts quicker), or in a
 * volume claim. Pure. Throws `PlaygroundError` `unknown-storage-class` and `no-storage-class`, with the classes that
 * there are: a claim of a class that is missing would wait for ever.
 */
export function chooseStorage(wishes: ClusterWishes, { nodes, classes }: ClusterStorage): StorageChoice {
  const asked = askedStorageType(wishes);
  if (asked === 'local-path') return { type: asked };
  if (asked === undefined && nodes === 1) {
    return { type: 'local-path', notice: 'storage: a folder of the only node; --storage-type pvc claims a volume' };
  }
  if (classes !== undefined) checkClass(wishes.storageClass, classes);
  if (asked === 'pvc') return { type: asked };
  const why = nodes === undefined ? 'this user may not list the nodes' : `the cluster has ${nodes} nodes`;
  return { type: 'pvc', notice: `storage: a volume claim, because ${why}; --storage-type local-path takes a folder` };
}

function checkClass(wanted: string | undefined, classes: NonNullable<ClusterStorage['classes']>): void {
  const names = classes.map(({ name }) => name);
  const list = names.length === 0 ? 'the cluster has no storage class' : `there are: ${names.join(', ')}`;
  if (wanted === undefined) {
    if (classes.some(({ isDefault }) => isDefault)) return;
    throw new PlaygroundError('no-storage-class', 'the cluster has no default storage class', {
      kind: 'environment',
      hint: `name one with --storage-class (${list}), or use --storage-type local-path`,
      details: { classes: names },
    });
  }
  if (names.includes(wanted)) return;
  const guess = nearest(wanted, names);
  throw new PlaygroundError('unknown-storage-class', `the cluster has no storage class "${wanted}"`, {
    kind: 'environment',
    hint: guess === undefined ? list : `did you mean ${guess}? ${list}`,
    details: { storageClass: wanted, classes: names },
  });
}
