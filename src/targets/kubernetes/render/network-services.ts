import { isIP, isIPv6 } from 'node:net';
import type { DeploymentPort, DeploymentService } from '../crd/deployment-schema.ts';
import { serviceObjectName } from '../kubernetes-name.ts';
import type { KubernetesObject, ObjectMetadata } from './kubernetes-object.ts';
import { metadataOf, selectorLabels } from './metadata.ts';
import type { RenderContext } from './render-context.ts';
import { userLabels } from './user-labels.ts';

export interface ServiceTarget {
  /** Labels of the pods; absent for a service outside of the cluster. */
  selector?: Record<string, string>;
  /** The number inside the pod for a port. */
  podPort(port: DeploymentPort): number;
}

interface ServicePort {
  name: string;
  port: number;
  protocol: 'TCP' | 'UDP';
  targetPort: number;
  nodePort?: number;
}

/** The names in the cluster under which a service is reached at its usual numbers, and those that lead outside. */
export function networkServices(
  context: RenderContext,
  service: DeploymentService,
  target: ServiceTarget,
): KubernetesObject[] {
  const ports = servicePorts(service.ports ?? [], target);
  if (ports.length === 0) return [];
  const name = serviceObjectName(context.name, service.name);
  const spec = {
    ...(target.selector === undefined ? {} : { selector: target.selector }),
    // Services reach each other while they come up, as in any other network.
    publishNotReadyAddresses: true,
    ports,
  };
  return [
    { apiVersion: 'v1', kind: 'Service', metadata: describedMetadata(context, name, service), spec },
    ...exposedServices(context, service, target, name),
  ];
}

function describedMetadata(context: RenderContext, name: string, service: DeploymentService): ObjectMetadata {
  const metadata = metadataOf(context, name, service.name);
  const { labels, annotations } = userLabels(service);
  return {
    ...metadata,
    labels: { ...labels, ...metadata.labels },
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
}

/** A name that only leads anywhere while the service is ready: what others wait for. */
export function readyService(context: RenderContext, service: DeploymentService): KubernetesObject[] {
  const ports = servicePorts(service.ports ?? [], { podPort: ({ containerPort }) => containerPort });
  const name = readyName(context.name, service.name);
  const selector = selectorLabels(context, service.name);
  return [
    { apiVersion: 'v1', kind: 'Service', metadata: metadataOf(context, name, service.name), spec: { selector, ports } },
  ];
}

export function readyName(deployment: string, service: string): string {
  return `${serviceObjectName(deployment, service)}-ready`;
}

/** Where a service outside of the cluster is; nothing while nobody has said so. */
export function endpointSlice(context: RenderContext, service: DeploymentService): KubernetesObject[] {
  const address = context.resource.spec.hostExecution?.address;
  const ports = service.ports ?? [];
  if (address === undefined || ports.length === 0) return [];
  return [hostEndpoints(context, service, address)];
}

function hostEndpoints(context: RenderContext, service: DeploymentService, address: string): KubernetesObject {
  const name = serviceObjectName(context.name, service.name);
  const metadata = metadataOf(context, name, service.name);
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...metadata, labels: { ...metadata.labels, 'kubernetes.io/service-name': name } },
    addressType: isIP(address) === 0 ? 'FQDN' : isIPv6(address) ? 'IPv6' : 'IPv4',
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
    ports: servicePorts(service.ports ?? [], { podPort: ({ containerPort }) => containerPort }).map((port) => ({
      name: port.name,
      port: port.targetPort,
      protocol: port.protocol,
    })),
  };
}

/** The name of a StatefulSet's own network, which every one must have. */
export function headlessService(
  context: RenderContext,
  name: string,
  selector: Record<string, string>,
): KubernetesObject {
  const spec = { clusterIP: 'None', selector, publishNotReadyAddresses: true };
  return { apiVersion: 'v1', kind: 'Service', metadata: metadataOf(context, name), spec };
}

function exposedServices(
  context: RenderContext,
  service: DeploymentService,
  target: ServiceTarget,
  name: string,
): KubernetesObject[] {
  const wanted = (context.resource.spec.network?.expose ?? []).filter((expose) => expose.service === service.name);
  const types = [...new Set(wanted.map(({ type }) => type))];
  return types.map((type) => {
    const ofType = wanted.filter((expose) => expose.type === type);
    const exposed = (service.ports ?? []).filter((port) => ofType.some((expose) => expose.port === port.name));
    const ports = servicePorts(exposed, target, (port) => ofType.find((expose) => expose.port === port.name)?.nodePort);
    const metadata = metadataOf(context, `${name}-${type === 'NodePort' ? 'node' : 'lb'}`, service.name);
    const { selector } = target;
    return {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { type, ...(selector === undefined ? {} : { selector }), ports },
    };
  });
}

/** One entry for a number and protocol, each with a name of its own. */
function servicePorts(
  ports: readonly DeploymentPort[],
  { podPort }: ServiceTarget,
  nodePort: (port: DeploymentPort) => number | undefined = () => undefined,
): ServicePort[] {
  const names = new Set<string>();
  const seen = new Set<string>();
  return ports.flatMap((port) => {
    const protocol = port.protocol ?? 'TCP';
    const key = `${port.containerPort}/${protocol}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const chosen = nodePort(port);
    return [
      {
        name: uniqueName(port.name, protocol, names),
        port: port.containerPort,
        protocol,
        targetPort: podPort(port),
        ...(chosen === undefined ? {} : { nodePort: chosen }),
      },
    ];
  });
}

const LONGEST_PORT_NAME = 15;

/** At most 15 lower-case letters, digits and dashes, with a letter among them. */
function uniqueName(name: string, protocol: 'TCP' | 'UDP', taken: Set<string>): string {
  const plain =
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'port';
  const lettered = /[a-z]/.test(plain) ? plain : `p-${plain}`;
  const candidates = [lettered, `${lettered.slice(0, LONGEST_PORT_NAME - 4)}-${protocol.toLowerCase()}`];
  for (let i = 2; ; i++) {
    const candidate = (candidates.shift() ?? `${lettered.slice(0, LONGEST_PORT_NAME - 4)}-${i}`).slice(
      0,
      LONGEST_PORT_NAME,
    );
    const clean = candidate.replaceAll(/-+$/g, '').replaceAll(/-+/g, '-');
    if (taken.has(clean)) continue;
    taken.add(clean);
    return clean;
  }
}
