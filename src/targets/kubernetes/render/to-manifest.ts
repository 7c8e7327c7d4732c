import { parseDuration } from '../../../lib/duration.ts';
import type { Manifest, ReadyCheck, Service, VolumeMapping } from '../../../manifest/service.ts';
import { SHARED_VOLUME } from '../../../manifest/shared-volume.ts';
import { HOST_EXECUTION_LABEL } from '../../../manifest/sidecar.ts';
import { DEFAULTS } from '../crd/defaults.ts';
import type { DeploymentResource, DeploymentService } from '../crd/deployment-schema.ts';

/** The resource as the unresolved graph that every target resolves. Pure. Throws `invalid-duration`. */
export function toManifest({ metadata, spec }: DeploymentResource): Manifest {
  return {
    sessionId: metadata.name,
    services: spec.services.map(toService),
    ...(spec.bootnode === undefined ? {} : { bootnode: { service: spec.bootnode.service, id: spec.bootnode.id } }),
  };
}

function toService(service: DeploymentService): Service {
  const {
    name,
    image,
    tag,
    entrypoint = [],
    args = [],
    prepare,
    env = {},
    labels = {},
    readyCheck,
    component,
  } = service;
  return {
    name,
    ...(image === undefined ? {} : { image }),
    ...(tag === undefined ? {} : { tag }),
    ...(entrypoint[0] === undefined ? {} : { entrypoint: entrypoint[0] }),
    args: [...args],
    env: { ...env },
    labels: { ...labels, ...(service.useHostExecution ? { [HOST_EXECUTION_LABEL]: 'true' } : {}) },
    ports: (service.ports ?? []).map((port) => ({
      name: port.name,
      port: port.containerPort,
      protocol: (port.protocol ?? DEFAULTS.protocol) === 'UDP' ? 'udp' : 'tcp',
      hostPort: 0,
    })),
    nodeRefs: [],
    dependsOn: (service.dependencies ?? []).map((dependency) => ({
      name: dependency.name,
      condition: dependency.condition ?? DEFAULTS.condition,
    })),
    ...(readyCheck === undefined ? {} : { readyCheck: toCheck(readyCheck) }),
    filesMapped: Object.fromEntries((service.files ?? []).map(({ path, artifact }) => [path, artifact])),
    volumesMapped: Object.fromEntries((service.volumes ?? []).map((volume) => [volume.mountPath, toVolume(volume)])),
    ...(component === undefined ? {} : { component }),
    ...(prepare === undefined ? {} : { prepare: prepare.map((list) => [...list]) }),
  };
}

function toCheck(check: NonNullable<DeploymentService['readyCheck']>): ReadyCheck {
  const milliseconds = (text: string | undefined) => (text === undefined ? 0 : parseDuration(text));
  return {
    queryUrl: check.queryURL ?? '',
    test: [...(check.test ?? [])],
    interval: milliseconds(check.interval),
    startPeriod: milliseconds(check.startPeriod),
    timeout: milliseconds(check.timeout),
    retries: check.retries ?? 0,
  };
}

function toVolume({ name, shared }: NonNullable<DeploymentService['volumes']>[number]): VolumeMapping {
  return { name: shared ? `${SHARED_VOLUME}${name}` : name, isLocal: false };
}
