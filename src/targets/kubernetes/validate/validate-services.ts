import { DEFAULTS } from '../crd/defaults.ts';
import type { DeploymentResource, DeploymentService } from '../crd/deployment-schema.ts';
import { DEPLOYMENT_RULES, SERVICE_RULES, SERVICES_RULES } from '../crd/rules.ts';
import { kubernetesName, serviceObjectName } from '../kubernetes-name.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { validateKeys } from './label-syntax.ts';
import { problem, ruleProblem } from './problem-at.ts';
import { repeated } from './repeated.ts';
import { validateCheck } from './validate-check.ts';
import { validateEnvironment } from './validate-environment.ts';
import { validateImage } from './validate-image.ts';
import { validateMounts } from './validate-mounts.ts';
import { validatePorts } from './validate-ports.ts';
import { validateResources } from './validate-resources.ts';

/** What each service says of itself, and whether their names can stand beside each other. */
export function validateServices(resource: DeploymentResource): ResourceProblem[] {
  const { services } = resource.spec;
  return [
    ...services.flatMap((service, i) => [
      ...validateName(service, resource, `spec.services[${i}].name`),
      ...validateService(service, `spec.services[${i}]`),
    ]),
    ...repeated(services, ({ name }) => kubernetesName(name)).map(([i, first]) =>
      collision(services[i]?.name ?? '', services[first]?.name ?? '', `spec.services[${i}].name`),
    ),
    ...(services.every(({ useHostExecution }) => useHostExecution) ? [NOTHING_INSIDE] : []),
  ];
}

const NOTHING_INSIDE = problem(
  'nothing-to-run',
  'spec.services',
  'every service has useHostExecution, and nothing would run in the cluster',
  'run them with playground start in place of a cluster',
);

function validateService(service: DeploymentService, path: string): ResourceProblem[] {
  return [
    ...validateImage(service, path),
    ...validateEnvironment(service, path),
    ...validatePorts(service, path),
    ...(service.readyCheck === undefined ? [] : validateCheck(service.readyCheck, `${path}.readyCheck`)),
    ...validateMounts(service, path),
    ...validateResources(service, path),
    ...validateKeys(service.labels, `${path}.labels`),
    ...(service.dependencies ?? []).flatMap(({ name }, i) =>
      name === service.name ? [ruleProblem(SERVICE_RULES.noSelfDependency, `${path}.dependencies[${i}].name`)] : [],
    ),
  ];
}

function validateName(
  { name, useHostExecution }: DeploymentService,
  { metadata, spec }: DeploymentResource,
  path: string,
) {
  const inPod = useHostExecution || (spec.topology ?? DEFAULTS.topology) === 'pod';
  const [rule, most] = inPod ? [DEPLOYMENT_RULES.serviceNameFits, 63] : [DEPLOYMENT_RULES.podNameFits, 52];
  const objectName = serviceObjectName(metadata.name, name);
  if (objectName.length <= most) return [];
  return [ruleProblem(rule, path, `"${objectName}" has ${objectName.length}: shorten either name`)];
}

function collision(name: string, earlier: string, path: string): ResourceProblem {
  if (name === earlier) {
    return problem('duplicate-service', path, `there are two services "${name}"`, 'rename or remove one of them');
  }
  return ruleProblem(
    SERVICES_RULES.namesDiffer,
    path,
    `"${earlier}" and "${name}" would both be ${kubernetesName(name)}`,
  );
}
