import type { Manifest } from '../../../manifest/service.ts';
import { DEFAULTS } from '../crd/defaults.ts';
import type { DeploymentResource } from '../crd/deployment-schema.ts';
import { planPorts, podPort } from '../render/plan-ports.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { problem } from './problem-at.ts';
import { repeated } from './repeated.ts';
import { protocolOf } from './validate-ports.ts';

const LARGEST_PORT = 65_535;

/** The ports of the services that share one pod. */
export function validateSharedNetwork({ spec }: DeploymentResource, manifest: Manifest): ResourceProblem[] {
  if ((spec.topology ?? DEFAULTS.topology) !== 'pod') return [];
  const outside = new Set(spec.services.flatMap((service) => (service.useHostExecution ? [service.name] : [])));
  const plan = planPorts(manifest.services.filter(({ name }) => !outside.has(name)));
  const literal = plan.conflicts.map(({ port, services: [first, second] }) => {
    const service = spec.services.findIndex(({ name }) => name === second);
    const index = spec.services[service]?.ports?.findIndex(({ containerPort }) => containerPort === port);
    const message = `services "${first}" and "${second}" both listen on port ${port}, and share one pod`;
    const hint = `write one of the numbers as a template in its args, such as {{Port "http" ${port}}}, or use topology services`;
    return problem('port-conflict', `spec.services[${service}].ports[${index}].containerPort`, message, hint);
  });
  const crowded = manifest.services.flatMap((service, i) =>
    service.ports.flatMap((port, j) => {
      if (outside.has(service.name) || podPort(plan, service, port) <= LARGEST_PORT) return [];
      const message = `port ${port.port} is taken in the pod, and no larger number is free`;
      return [
        problem('port-conflict', `spec.services[${i}].ports[${j}].containerPort`, message, 'choose smaller numbers'),
      ];
    }),
  );
  const inPod = spec.services.filter(({ name }) => !outside.has(name));
  return [...literal, ...crowded, ...hostPortProblems(inPod, spec)];
}

function hostPortProblems(inPod: DeploymentResource['spec']['services'], spec: DeploymentResource['spec']) {
  const bound = inPod.flatMap((service) =>
    (service.ports ?? []).flatMap((port, i) => {
      const path = `spec.services[${spec.services.indexOf(service)}].ports[${i}].hostPort`;
      return port.hostPort === undefined ? [] : [{ service: service.name, port, hostPort: port.hostPort, path }];
    }),
  );
  return repeated(bound, ({ port, hostPort }) => `${hostPort}/${protocolOf(port)}`).flatMap(([i, first]) => {
    const [later, earlier] = [bound[i], bound[first]];
    if (later === undefined || earlier === undefined) return [];
    const message = `"${earlier.service}" and "${later.service}" both want port ${later.hostPort} of the node`;
    return [problem('port-conflict', later.path, message, 'give one of them another number')];
  });
}
