import { VERSION } from '../../../lib/version.ts';
import type { DeploymentResource, DeploymentSpec } from '../crd/deployment-schema.ts';
import type { DeploymentNote } from './deployment-notes.ts';

/** What is said at the places of a resource that people edit. What could be added is written as it would be added. */
export function standingNotes({ spec }: DeploymentResource): DeploymentNote[] {
  return [
    { path: ['apiVersion'], text: HEADER },
    { path: ['spec', 'storage'], text: STORAGE_NOTES[spec.storage.type] },
    { path: ['spec', 'artifacts'], text: ARTIFACT_NOTES[spec.artifacts?.source ?? 'generate'] },
    { path: ['spec', 'topology'], text: 'pod: all services in one pod, on one node. services: a pod for each.' },
    { path: ['spec', 'services'], text: additions(spec).join('\n') },
  ];
}

const HEADER = `Made from manifest.json, to be edited as you like; playground k8s validate checks it.
Templates such as {{Port "http" 8545}} are answered by whatever runs it.`;

const STORAGE_NOTES = {
  'local-path': `A folder of the node. A volume claim instead: {type: pvc, size: 10Gi, storageClass: standard}.`,
  pvc: `A volume claim. storageClass: the cluster's own where it is left out. reclaimPolicy: Retain keeps the data when
this is deleted. A folder of a node instead: {type: local-path, path: /data/builder-playground}.`,
};

const ARTIFACT_NOTES = {
  generate: `Genesis, keys and configuration are made in the cluster, once. Flags of the recipe: options: {block-time: 1s}.
When the chain begins: genesisTime (Unix seconds) or genesisDelay; soon after they are made where both are left out.`,
  bundle: `Genesis, keys and configuration are unpacked from these ConfigMaps and Secrets; the chain begins when they
say, which was settled when they were made.`,
  existing: 'Genesis, keys and configuration lie in the storage already; the chain begins when they say.',
};

function additions(spec: DeploymentSpec): string[] {
  const { service, port } = examplePort(spec);
  return [
    ...(spec.network === undefined
      ? [`network: {expose: [{service: ${service}, port: ${port}, type: NodePort}]}`]
      : []),
    'scheduling: {nodeSelector: {kubernetes.io/hostname: node-1}}',
    'imagePullSecrets: [my-registry]',
    ...(spec.playgroundImage === undefined ? [`playgroundImage: builder-playground:${VERSION}`] : []),
    'Every service may have resources: {requests: {cpu: 500m, memory: 1Gi}, limits: {memory: 4Gi}}',
  ];
}

/** A port that people want to reach: the first HTTP port there is. */
function examplePort({ services }: DeploymentSpec): { service: string; port: string } {
  const all = services.flatMap(({ name, ports = [] }) => ports.map((port) => ({ service: name, port: port.name })));
  return all.find(({ port }) => port === 'http') ?? all[0] ?? { service: 'el', port: 'http' };
}
