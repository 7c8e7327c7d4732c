import type { Addressing } from '../../../manifest/addressing.ts';
import type { Service } from '../../../manifest/service.ts';
import { HOST_EXECUTION_LABEL } from '../../../manifest/sidecar.ts';
import { serviceObjectName } from '../kubernetes-name.ts';
import { type PortPlan, podPort } from './plan-ports.ts';

/** Where the volume of a deployment is mounted: what `{{.Dir}}` means. */
export const ARTIFACTS_DIR = '/artifacts';

/** Containers see the paths that their arguments name: files and volumes are mounted there. */
const PATHS: Omit<Addressing, 'hostOf' | 'portOf'> = {
  artifactPath: (_service, _artifact, mountPath) => mountPath,
  volumePath: (_service, _volume, mountPath) => mountPath,
  artifactsDir: () => ARTIFACTS_DIR,
  bindAddress: () => '0.0.0.0',
};

const isOutside = (service: Service) => service.labels[HOST_EXECUTION_LABEL] === 'true';

/** All services share one network: `localhost`, and numbers of which none is taken twice. */
export function podAddressing(deployment: string, plan: PortPlan): Addressing {
  return {
    ...PATHS,
    hostOf: (_from, to) => (isOutside(to) ? serviceObjectName(deployment, to.name) : 'localhost'),
    portOf: (_from, to, port) => (isOutside(to) ? port.port : podPort(plan, to, port)),
  };
}

/** Every service has a pod and a name in the cluster's DNS. */
export function servicesAddressing(deployment: string): Addressing {
  return {
    ...PATHS,
    hostOf: (_from, to) => serviceObjectName(deployment, to.name),
    portOf: (_from, _to, port) => port.port,
  };
}
