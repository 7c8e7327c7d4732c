import { volumeFolder } from '../../host/host-addressing.ts';
import { kubernetesName } from '../kubernetes-name.ts';
import { artifactsContainers, bundleVolumes, OWNER_NOTE } from './artifacts-containers.ts';
import { type Container, DATA_VOLUME, prepareContainers, serviceContainer, temporaryVolume } from './container.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { selectorLabels } from './metadata.ts';
import { headlessService, networkServices } from './network-services.ts';
import { isOwnProgram } from './own-image.ts';
import { assertNoConflict, type PortPlan, podPort } from './plan-ports.ts';
import { statefulSet } from './pod-template.ts';
import { probeContainer } from './probe-container.ts';
import { needsProbe, type ProbeRoute, readinessProbe, startupProbe } from './probes.ts';
import type { RenderContext, RenderedService } from './render-context.ts';
import { runAsUserNotes } from './security-notes.ts';
import { startOrder } from './start-order.ts';
import { claims, keptVolume } from './storage.ts';
import { hostWaits } from './wait-container.ts';

const PROBE_PORT = 21_170;

/** All services in one pod: sidecars in the order of their dependencies, then the others. */
export function renderPod(context: RenderContext, plan: PortPlan): KubernetesObject[] {
  assertNoConflict(plan);
  const { name, services } = context;
  const byName = new Map(services.map((service) => [service.spec.name, service]));
  const inPod = { ...context.manifest, services: services.map(({ resolved }) => resolved.service) };
  const { sidecars, leaves, gated } = startOrder(inPod);
  const probed = services.filter((service) => needsProbe(service.resolved.readyCheck, isDirect(context, service)));
  const probePort = probed.length === 0 ? 0 : plan.free(PROBE_PORT);
  const build = (service: RenderedService, gate: 'started' | 'sidecar' | 'leaf'): Container => {
    const route: ProbeRoute = { service: service.spec.name, direct: isDirect(context, service), probePort };
    const ports = service.resolved.service.ports.map((port) => ({
      ...hostPortOf(service, port.name),
      port: podPort(plan, service.resolved.service, port),
      protocol: port.protocol,
    }));
    return { ...serviceContainer(context, service, ports), ...probesOf(service, route, gate) };
  };
  const find = (service: { name: string }) => byName.get(service.name) as RenderedService;
  const startup = sidecars
    .map(find)
    .flatMap((service) => [
      ...hostWaits(context, service),
      { ...build(service, gated.has(service.spec.name) ? 'started' : 'sidecar'), restartPolicy: 'Always' as const },
    ]);
  const set = statefulSet(context, {
    name,
    network: name,
    services,
    initContainers: [
      ...artifactsContainers(context, {
        folders: foldersOf(services),
        services,
        genesisTime: context.resource.spec.artifacts?.genesisTime ?? context.options.genesisTime,
        mounts: [],
      }),
      ...probeContainer(context, probed, probePort),
      ...services.flatMap((service) => prepareContainers(context, service)),
      ...startup,
      ...leaves.map(find).flatMap((service) => hostWaits(context, service)),
    ],
    containers: leaves.map((leaf) => build(find(leaf), 'leaf')),
    volumes: [
      keptVolume(context, DATA_VOLUME, name, ''),
      ...bundleVolumes(context),
      ...services
        .filter(({ spec }) => !isOwnProgram(spec, context.playgroundImage))
        .map(({ spec }) => ({ name: temporaryVolume(spec.name), emptyDir: {} })),
    ],
    hostAliases: [{ ip: '127.0.0.1', hostnames: services.map(({ spec }) => kubernetesName(spec.name)) }],
    notes: [...(context.resource.spec.storage.type === 'local-path' ? [OWNER_NOTE] : []), ...runAsUserNotes(services)],
  });
  const selector = selectorLabels(context);
  return [
    ...claims(context, [name]),
    headlessService(context, name, selector),
    ...services.flatMap(({ spec, resolved }) =>
      networkServices(context, spec, {
        selector,
        podPort: (port) => podPort(plan, resolved.service, { name: port.name, port: port.containerPort }),
      }),
    ),
    set,
  ];
}

/** Our own programs answer on every interface and say what they mean; of others only our probe knows what to make. */
export function isDirect(context: RenderContext, { spec, resolved }: RenderedService): boolean {
  const { queryUrl = '' } = resolved.readyCheck ?? {};
  return isOwnProgram(spec, context.playgroundImage) && /^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(`${queryUrl}/`);
}

/** A sidecar that somebody waits for is watched while it starts; all are watched from then on. */
export function probesOf(
  { resolved }: RenderedService,
  route: ProbeRoute,
  gate: 'started' | 'sidecar' | 'leaf',
): Pick<Container, 'startupProbe' | 'readinessProbe'> {
  const { readyCheck } = resolved;
  if (readyCheck === undefined) return {};
  const readiness = readinessProbe(readyCheck, route);
  const startup = gate === 'started' ? startupProbe(readyCheck, route) : undefined;
  return {
    ...(startup === undefined ? {} : { startupProbe: startup }),
    ...(readiness === undefined ? {} : { readinessProbe: readiness }),
  };
}

/** Folders of the volume that hold the data of these services. */
export function foldersOf(services: readonly RenderedService[]): string[] {
  const folders = services.flatMap(({ resolved: { service } }) =>
    Object.values(service.volumesMapped).map((volume) => volumeFolder(service, volume)),
  );
  return [...new Set(folders)];
}

export function hostPortOf({ spec }: RenderedService, port: string): { hostPort?: number } {
  const hostPort = spec.ports?.find((one) => one.name === port)?.hostPort;
  return hostPort === undefined ? {} : { hostPort };
}
