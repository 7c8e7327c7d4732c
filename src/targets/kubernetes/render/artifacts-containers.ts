import { PlaygroundError } from '../../../lib/errors.ts';
import type { Container, VolumeMount } from './container.ts';
import { DATA_VOLUME, pullPolicy } from './container.ts';
import { escapeExpansion } from './escape-expansion.ts';
import { isOwnProgram } from './own-image.ts';
import { ARTIFACTS_DIR } from './pod-addressing.ts';
import type { RenderContext, RenderedService } from './render-context.ts';
import { containerSecurity, USER } from './security.ts';
import type { PodVolume } from './storage.ts';

const BUNDLE_DIR = '/bundle';
const REQUESTS = { requests: { cpu: '50m', memory: '128Mi' } };

export interface ArtifactsOptions {
  /** Folders for data that must be there before the services are. */
  folders: readonly string[];
  /** The services of the pod, for what must exist where nothing is made. */
  services: readonly RenderedService[];
  /** Unix seconds; absent where the pod chooses. */
  genesisTime: number | undefined;
  /** Volumes besides the main one that hold folders of it: name and mount path. */
  mounts: readonly VolumeMount[];
}

/** The first that runs in a pod: fills its volume, once. */
export function artifactsContainers(context: RenderContext, options: ArtifactsOptions): Container[] {
  const { resource, name } = context;
  const { namespace } = context.options;
  const deployment = `${namespace ?? `$(${POD_NAMESPACE.name})`}/${name}`;
  const owner = resource.spec.storage.type === 'local-path' ? [ownerContainer(context, options)] : [];
  const bundle =
    resource.spec.artifacts?.source === 'bundle' ? [{ name: 'bundle', mountPath: BUNDLE_DIR, readOnly: true }] : [];
  return [
    ...owner,
    {
      name: 'artifacts',
      image: context.playgroundImage,
      imagePullPolicy: pullPolicy(context),
      args: [
        ...sourceArguments(context, options).map(escapeExpansion),
        ...['--into', ARTIFACTS_DIR, '--deployment', deployment],
        ...options.folders.flatMap((folder) => ['--volume', folder]),
        ...['--report', '/dev/termination-log'],
      ],
      ...(namespace === undefined ? { env: [POD_NAMESPACE] } : {}),
      volumeMounts: [...volumeMounts(options), ...bundle],
      resources: REQUESTS,
      securityContext: containerSecurity({ readOnlyRoot: true }),
    },
  ];
}

/** What holds the files of a bundle, as one folder; none for other sources. */
export function bundleVolumes({ resource }: RenderContext): PodVolume[] {
  const { source, bundle } = resource.spec.artifacts ?? {};
  if (source !== 'bundle' || bundle === undefined) return [];
  const sources = bundle.parts.map(({ kind, name }) =>
    kind === 'Secret' ? { secret: { name } } : { configMap: { name } },
  );
  return [{ name: 'bundle', projected: { sources, defaultMode: 0o440 } }];
}

/** Why a container of the pod is more than the restricted Pod Security Standard allows. */
export const OWNER_NOTE =
  'artifacts-owner runs as root, with CHOWN and FOWNER alone: a new folder of a node belongs to root';

/** A folder of the node belongs to root when it is made: it is handed to the user of all others. */
function ownerContainer(context: RenderContext, options: ArtifactsOptions): Container {
  const into = [ARTIFACTS_DIR, ...options.mounts.map(({ mountPath }) => mountPath)];
  return {
    name: 'artifacts-owner',
    image: context.playgroundImage,
    imagePullPolicy: pullPolicy(context),
    args: [
      'artifacts',
      'own',
      ...into.flatMap((path) => ['--into', path]),
      '--user',
      String(USER),
      '--group',
      String(USER),
    ],
    volumeMounts: volumeMounts(options),
    resources: REQUESTS,
    securityContext: {
      ...containerSecurity({ readOnlyRoot: true }),
      runAsUser: 0,
      runAsNonRoot: false,
      capabilities: { drop: ['ALL'], add: ['CHOWN', 'FOWNER'] },
    },
  };
}

function volumeMounts({ mounts }: ArtifactsOptions): VolumeMount[] {
  return [{ name: DATA_VOLUME, mountPath: ARTIFACTS_DIR }, ...mounts];
}

/** Where the pod is, when only whoever applies it knows. */
const POD_NAMESPACE = { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } };

function sourceArguments(context: RenderContext, { genesisTime, services }: ArtifactsOptions): string[] {
  const { resource, playgroundImage } = context;
  const { source = 'generate', seed, genesisDelay, options = {}, bundle } = resource.spec.artifacts ?? {};
  if (source === 'existing') {
    const expected = services.flatMap(({ spec }) => (spec.files ?? []).map(({ artifact }) => artifact));
    return ['artifacts', 'check', ...[...new Set(expected)].flatMap((path) => ['--expect', path])];
  }
  if (source === 'bundle') {
    if (bundle !== undefined) return ['artifacts', 'unpack', '--from', BUNDLE_DIR, '--sha256', bundle.sha256];
    throw new PlaygroundError('bundle-missing', 'artifacts of source bundle name no bundle', {
      kind: 'usage',
      hint: 'playground k8s generate --artifacts bundle makes one, with the resource that names it',
    });
  }
  const own = services.every(({ spec }) => isOwnProgram(spec, playgroundImage));
  const genesis =
    genesisTime === undefined
      ? [
          ...(genesisDelay === undefined ? [] : ['--genesis-delay', genesisDelay]),
          ...['--programs', own ? 'embedded' : 'clients'],
        ]
      : ['--genesis-time', String(genesisTime)];
  return [
    ...['artifacts', 'generate', resource.spec.recipe],
    // Whatever it begins with.
    ...(seed === undefined ? [] : [`--seed=${seed}`]),
    ...genesis,
    ...Object.entries(options).flatMap(([name, value]) => ['--option', `${name}=${value}`]),
  ];
}
