import type { Protocol } from '../../../manifest/service.ts';
import { HOST_EXECUTION_LABEL } from '../../../manifest/sidecar.ts';
import { DEFAULTS } from '../crd/defaults.ts';
import type { DeploymentResource } from '../crd/deployment-schema.ts';
import { kubernetesName, serviceObjectName } from '../kubernetes-name.ts';
import { planPorts, podPort } from './plan-ports.ts';
import { toManifest } from './to-manifest.ts';

/** Where a service of a deployment is. */
export interface Placement {
  service: string;
  pod: string;
  container: string;
  /** Name of its Service; absent where it has no port. */
  kubernetesService?: string;
  ports: PlacedPort[];
  /** Whether it runs outside of the cluster: pod and container are none then. */
  hostExecuted: boolean;
}

export interface PlacedPort {
  name: string;
  protocol: Protocol;
  /** The number that the Service shows. */
  port: number;
  /** The number inside the pod. */
  podPort: number;
}

/** Every service of the resource, in its order. Pure. */
export function placements(resource: DeploymentResource): Placement[] {
  const { metadata, spec } = resource;
  const { services } = toManifest(resource);
  const onePod = (spec.topology ?? DEFAULTS.topology) === 'pod';
  const inPod = services.filter(({ labels }) => labels[HOST_EXECUTION_LABEL] !== 'true');
  const plan = planPorts(onePod ? inPod : []);
  return services.map((service) => {
    const objectName = serviceObjectName(metadata.name, service.name);
    return {
      service: service.name,
      pod: `${onePod ? metadata.name : objectName}-0`,
      container: kubernetesName(service.name),
      ...(service.ports.length === 0 ? {} : { kubernetesService: objectName }),
      ports: service.ports.map((port) => ({
        name: port.name,
        protocol: port.protocol,
        port: port.port,
        podPort: podPort(plan, service, port),
      })),
      hostExecuted: service.labels[HOST_EXECUTION_LABEL] === 'true',
    };
  });
}
