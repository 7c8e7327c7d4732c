import { PlaygroundError } from '../../../lib/errors.ts';
import { SHARED_VOLUME } from '../../../manifest/shared-volume.ts';
import { volumeFolder } from '../../host/host-addressing.ts';
import { serviceObjectName } from '../kubernetes-name.ts';
import { artifactsContainers, bundleVolumes, OWNER_NOTE } from './artifacts-containers.ts';
import {
  DATA_VOLUME,
  prepareContainers,
  serviceContainer,
  temporaryVolume,
  usesArtifactsDir,
  type VolumeMount,
} from './container.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { selectorLabels } from './metadata.ts';
import { networkServices, readyService } from './network-services.ts';
import { isOwnProgram } from './own-image.ts';
import { ARTIFACTS_DIR } from './pod-addressing.ts';
import { type PodParts, statefulSet } from './pod-template.ts';
import { probeContainer } from './probe-container.ts';
import { needsProbe } from './probes.ts';
import type { RenderContext, RenderedService } from './render-context.ts';
import { foldersOf, hostPortOf, isDirect, probesOf } from './render-pod.ts';
import { runAsUserNotes } from './security-notes.ts';
import { claims, keptVolume, type PodVolume } from './storage.ts';
import { waitContainers } from './wait-container.ts';

const PROBE_PORT = 21_170;
/** A pod for every service, each with a name in the cluster's DNS, a volume and files of its own. */
export function renderServices(context: RenderContext): KubernetesObject[] {
  const awaited = awaitedHealthy(context);
  const shared = sharedVolumes(context.services);
  return [
    ...claims(
      context,
      [...shared.values()].map((volume) => sharedName(context, volume)),
    ),
    ...context.services.flatMap((service) => [
      ...claims(context, isKept(service) ? [serviceObjectName(context.name, service.spec.name)] : []),
      ...networkServices(context, service.spec, {
        selector: selectorLabels(context, service.spec.name),
        podPort: ({ containerPort }) => containerPort,
      }),
      ...(awaited.has(service.spec.name) ? readyService(context, service.spec) : []),
    ]),
    ...context.services.map((service) => statefulSet(context, podOf(context, service))),
  ];
}

function podOf(context: RenderContext, service: RenderedService): PodParts {
  const { spec, resolved } = service;
  const name = serviceObjectName(context.name, spec.name);
  const direct = isDirect(context, service);
  const probed = needsProbe(resolved.readyCheck, direct) ? [service] : [];
  const probePort = freePort(resolved.service.ports.map(({ port }) => port));
  const shared = sharedOf(service);
  const kept = isKept(service);
  const container = serviceContainer(
    context,
    service,
    resolved.service.ports.map((port) => ({
      ...hostPortOf(service, port.name),
      port: port.port,
      protocol: port.protocol,
    })),
  );
  const mounts = shared.map((volume) => ({
    name: sharedVolume(volume),
    mountPath: `${ARTIFACTS_DIR}/volume-${volume}`,
  }));
  const local = context.resource.spec.storage.type === 'local-path' && (kept || mounts.length > 0);
  const artifacts = artifactsContainers(context, {
    folders: foldersOf([service]),
    services: [service],
    genesisTime: genesisTimeOf(context),
    mounts,
  });
  return {
    name,
    network: name,
    service: spec.name,
    services: [service],
    initContainers: [
      // An empty folder belongs to the right user from the beginning.
      ...(local ? artifacts : artifacts.filter((one) => one.name !== 'artifacts-owner')),
      ...probeContainer(context, probed, probePort),
      ...prepareContainers(context, service).map((one) => ({
        ...one,
        volumeMounts: onShared(service, one.volumeMounts),
      })),
      ...waitContainers(context, service),
    ],
    containers: [
      {
        ...container,
        volumeMounts: onShared(service, container.volumeMounts),
        ...probesOf(service, { service: spec.name, direct, probePort }, 'leaf'),
      },
    ],
    volumes: volumesOf(context, service, shared, kept),
    notes: [...(local ? [OWNER_NOTE] : []), ...runAsUserNotes([service])],
    ...together(context, shared),
  };
}

function volumesOf(
  context: RenderContext,
  { spec }: RenderedService,
  shared: readonly string[],
  kept: boolean,
): PodVolume[] {
  const name = serviceObjectName(context.name, spec.name);
  return [
    kept ? keptVolume(context, DATA_VOLUME, name, spec.name) : { name: DATA_VOLUME, emptyDir: {} },
    ...shared.map((volume) =>
      keptVolume(context, sharedVolume(volume), sharedName(context, volume), `shared-${volume}`),
    ),
    ...bundleVolumes(context),
    ...(isOwnProgram(spec, context.playgroundImage) ? [] : [{ name: temporaryVolume(spec.name), emptyDir: {} }]),
  ];
}

/** Whether the service has data that must outlive its pod; files alone can be made again. */
function isKept({ spec, resolved }: RenderedService): boolean {
  const own = Object.values(resolved.service.volumesMapped).some(({ name }) => !name.startsWith(SHARED_VOLUME));
  return own || usesArtifactsDir(spec);
}

/** The mounts of a service with those of shared volumes on the volume that is really shared. */
function onShared(service: RenderedService, mounts: readonly VolumeMount[] = []): VolumeMount[] {
  const folders = new Map(sharedOf(service).map((volume) => [`volume-${volume}`, sharedVolume(volume)]));
  return mounts.map((mount) => {
    const [folder = '', ...rest] = (mount.subPath ?? '').split('/');
    const name = mount.name === DATA_VOLUME ? folders.get(folder) : undefined;
    if (name === undefined) return mount;
    const { subPath: _subPath, ...whole } = mount;
    return { ...whole, name, ...(rest.length === 0 ? {} : { subPath: rest.join('/') }) };
  });
}

function sharedOf({ resolved: { service } }: RenderedService): string[] {
  const folders = Object.values(service.volumesMapped)
    .filter(({ name }) => name.startsWith(SHARED_VOLUME))
    .map((volume) => volumeFolder(service, volume).slice('volume-'.length));
  return [...new Set(folders)];
}

function sharedVolumes(services: readonly RenderedService[]): Set<string> {
  return new Set(services.flatMap(sharedOf));
}

function sharedVolume(volume: string): string {
  return `shared-${volume.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
}

function sharedName({ name }: RenderContext, volume: string): string {
  return `${name}-${sharedVolume(volume)}`;
}

/** A volume that only one node can mount keeps its pods on one node. */
function together(context: RenderContext, shared: readonly string[]): Pick<PodParts, 'extraLabels' | 'affinity'> {
  if (shared.length === 0) return {};
  const labels = shared.map((volume): [string, string] => [`playground.flashbots.io/${sharedVolume(volume)}`, 'true']);
  const terms = labels.map(([label, value]) => ({
    topologyKey: 'kubernetes.io/hostname',
    labelSelector: { matchLabels: { ...selectorLabels(context), [label]: value } },
  }));
  return {
    extraLabels: Object.fromEntries(labels),
    affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
  };
}

function awaitedHealthy({ services }: RenderContext): Set<string> {
  const dependencies = services.flatMap(({ resolved }) => resolved.service.dependsOn);
  return new Set(dependencies.flatMap(({ name, condition }) => (condition === 'healthy' ? [name] : [])));
}

function freePort(taken: readonly number[]): number {
  let port = PROBE_PORT;
  while (taken.includes(port)) port++;
  return port;
}

/** Pods that each make the files must begin from one time. */
function genesisTimeOf({ resource, options }: RenderContext): number | undefined {
  const { source = 'generate', genesisTime = options.genesisTime } = resource.spec.artifacts ?? {};
  if (genesisTime !== undefined || source !== 'generate') return genesisTime;
  throw new PlaygroundError(
    'genesis-time-missing',
    'every pod makes the files itself, and none knows the genesis time',
    {
      kind: 'usage',
      hint: 'set spec.artifacts.genesisTime, or give --genesis-time',
    },
  );
}
