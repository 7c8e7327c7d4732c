import { DEFAULTS } from '../crd/defaults.ts';
import type { DeploymentPort, DeploymentService } from '../crd/deployment-schema.ts';
import { PORTS_RULES } from '../crd/rules.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { problem, ruleProblem } from './problem-at.ts';
import { repeated } from './repeated.ts';

/** The ports of one service. */
export function validatePorts({ ports = [] }: DeploymentService, path: string): ResourceProblem[] {
  return [
    ...repeated(ports, (port) => `${port.name}/${protocolOf(port)}`).map(([i]) => {
      const message = `there are two ports "${ports[i]?.name}"`;
      return problem('duplicate-port', `${path}.ports[${i}].name`, message, 'rename or remove one of them');
    }),
    ...repeated(ports, (port) => `${port.containerPort}/${protocolOf(port)}`)
      .filter(([i, first]) => ports[i]?.name !== ports[first]?.name)
      .map(([i, first]) => {
        const [later, earlier] = [ports[i], ports[first]];
        const hint = `"${earlier?.name}" and "${later?.name}" are both ${later?.containerPort}`;
        return ruleProblem(PORTS_RULES.numbersDiffer, `${path}.ports[${i}].containerPort`, hint);
      }),
  ];
}

export function protocolOf({ protocol = DEFAULTS.protocol }: DeploymentPort): 'TCP' | 'UDP' {
  return protocol;
}
