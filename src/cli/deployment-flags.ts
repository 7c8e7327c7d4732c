import type { FlagSpec } from '../recipes/recipe.ts';

/** How a deployment keeps its data and reaches its images: what `start --k8s`, `k8s generate` and the runner share. */
export const DEPLOYMENT_FLAGS: readonly FlagSpec[] = [
  {
    name: 'storage-type',
    type: 'choice',
    choices: ['local-path', 'pvc'],
    description: 'where data lies in the cluster: a folder of the node, or a volume claim (default local-path)',
  },
  {
    name: 'storage-path',
    type: 'string',
    placeholder: 'PATH',
    description: 'for local-path: the folder of the node; one below /data/builder-playground if left out',
  },
  {
    name: 'storage-class',
    type: 'string',
    placeholder: 'CLASS',
    description: "for pvc: the storage class; the cluster's default where it is left out",
  },
  {
    name: 'storage-size',
    type: 'string',
    placeholder: 'QUANTITY',
    description: 'for pvc: how much to claim, such as 10Gi (default 10Gi)',
  },
  {
    name: 'topology',
    type: 'choice',
    choices: ['pod', 'services'],
    description: 'all services in one pod, or a pod for each (default pod)',
  },
  {
    name: 'image',
    type: 'string',
    placeholder: 'IMAGE',
    description: 'the image with our own programs, in place of builder-playground:VERSION',
  },
  { name: 'network', type: 'string', placeholder: 'NAME', description: 'a name for the network, for its labels' },
];
