import { resolve } from '../../../manifest/resolve.ts';
import type { Service } from '../../../manifest/service.ts';
import { HOST_EXECUTION_LABEL } from '../../../manifest/sidecar.ts';
import { DEFAULTS } from '../crd/defaults.ts';
import type { DeploymentResource, DeploymentService } from '../crd/deployment-schema.ts';
import { describingObject } from './describing-object.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { endpointSlice, networkServices } from './network-services.ts';
import { planPorts } from './plan-ports.ts';
import { podAddressing, servicesAddressing } from './pod-addressing.ts';
import type { RenderContext, RenderOptions } from './render-context.ts';
import { renderPod } from './render-pod.ts';
import { renderServices } from './render-services.ts';
import { secretEnvironment } from './secret-environment.ts';
import { toManifest } from './to-manifest.ts';

/**
 * The plain objects that a resource means, in the order in which they are to be applied; the first one describes all
 * others. Pure; the same resource and options give the same objects. The resource is expected to be valid. Throws
 * `PlaygroundError` `port-conflict`, `dependency-cycle`, `genesis-time-missing`, `no-port-to-wait-for`.
 */
export function renderDeployment(resource: DeploymentResource, options: RenderOptions): KubernetesObject[] {
  const { spec, metadata } = resource;
  const manifest = toManifest(resource);
  const onePod = (spec.topology ?? DEFAULTS.topology) === 'pod';
  const inCluster = manifest.services.filter((service) => !isOutside(service));
  const plan = planPorts(onePod ? inCluster : []);
  const addressing = onePod ? podAddressing(metadata.name, plan) : servicesAddressing(metadata.name);
  const specs = new Map(spec.services.map((service) => [service.name, service]));
  const { namespace = metadata.namespace } = options;
  const context: RenderContext = {
    resource,
    name: metadata.name,
    options: namespace === undefined ? options : { ...options, namespace },
    manifest,
    addressing,
    playgroundImage: spec.playgroundImage ?? options.playgroundImage,
    services: resolve(manifest, addressing)
      .filter(({ service }) => !isOutside(service))
      .map((resolved) => ({ resolved, spec: specs.get(resolved.service.name) as DeploymentService })),
    hostExecuted: new Map(spec.services.flatMap((one) => (one.useHostExecution ? [[one.name, one] as const] : []))),
    byName: new Map(manifest.services.map((service) => [service.name, service])),
  };
  const outside = [...context.hostExecuted.values()].flatMap((service) => [
    ...networkServices(context, service, { podPort: ({ containerPort }) => containerPort }),
    ...endpointSlice(context, service),
  ]);
  return [
    describingObject(context),
    ...secretEnvironment(context),
    ...outside,
    ...(onePod ? renderPod(context, plan) : renderServices(context)),
  ];
}

function isOutside(service: Service): boolean {
  return service.labels[HOST_EXECUTION_LABEL] === 'true';
}
