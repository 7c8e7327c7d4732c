import { findCycle } from '../../../manifest/graph.ts';
import type { Manifest } from '../../../manifest/service.ts';
import { validateTemplates } from '../../../manifest/validate-templates.ts';
import { DEFAULTS } from '../crd/defaults.ts';
import type { DeploymentResource, DeploymentService } from '../crd/deployment-schema.ts';
import { SERVICES_RULES } from '../crd/rules.ts';
import { childPath } from '../field-path.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { problem, ruleProblem } from './problem-at.ts';
import { noService } from './unknown-name.ts';

/** What services say of each other: dependencies and templates. */
export function validateReferences({ spec }: DeploymentResource, manifest: Manifest): ResourceProblem[] {
  const { services } = spec;
  return [
    ...services.flatMap((service, i) => [
      ...dependencyProblems(service, services, `spec.services[${i}].dependencies`),
      ...templateProblems(manifest, i),
    ]),
    ...cycleProblems(manifest),
  ];
}

function dependencyProblems(
  { dependencies = [] }: DeploymentService,
  services: readonly DeploymentService[],
  at: string,
) {
  return dependencies.flatMap(({ name, condition = DEFAULTS.condition }, i): ResourceProblem[] => {
    const path = `${at}[${i}]`;
    const earlier = dependencies.slice(0, i).some((other) => other.name === name);
    if (earlier) {
      return [problem('duplicate-dependency', `${path}.name`, `"${name}" is waited for twice`, 'keep one of them')];
    }
    const target = services.find((candidate) => candidate.name === name);
    if (target === undefined) {
      return [ruleProblem(SERVICES_RULES.dependencyExists, `${path}.name`, noService(name, services))];
    }
    if (condition === 'running' || isChecked(target)) return [];
    const hint = `give "${name}" a readyCheck, or write condition: running`;
    return [ruleProblem(SERVICES_RULES.healthIsChecked, path, hint)];
  });
}

function isChecked({ readyCheck }: DeploymentService): boolean {
  return readyCheck !== undefined && readyCheck.test?.[0] !== 'NONE';
}

function templateProblems(manifest: Manifest, index: number): ResourceProblem[] {
  const service = manifest.services[index];
  if (service === undefined) return [];
  return validateTemplates(service, manifest).map(({ code, field, column, message, hint }) => ({
    code,
    path: `spec.services[${index}]${fieldOf(field)}`,
    ...(column === undefined ? {} : { column }),
    message,
    hint,
  }));
}

/** A field as manifest.json names it → as the resource does: `.args[3]`, `.env["a.b"]`, `.readyCheck.queryURL`. */
function fieldOf(field: string): string {
  if (field.startsWith('env.')) return childPath('.env', field.slice('env.'.length));
  return `.${field.replace('ready_check.query_url', 'readyCheck.queryURL').replace('ready_check.', 'readyCheck.')}`;
}

/** A service that waits for itself is told of elsewhere. */
function cycleProblems({ services }: Manifest): ResourceProblem[] {
  const others = services.map((service) => ({
    ...service,
    dependsOn: service.dependsOn.filter(({ name }) => name !== service.name),
  }));
  const cycle = findCycle(others);
  const [from, to] = cycle ?? [];
  if (cycle === undefined) return [];
  const index = services.findIndex(({ name }) => name === from);
  const dependency = services[index]?.dependsOn.findIndex(({ name }) => name === to);
  const path = `spec.services[${index}].dependencies[${dependency}].name`;
  return [
    problem(
      'dependency-cycle',
      path,
      `they wait for each other: ${cycle.join(' → ')}`,
      'remove one of these dependencies',
    ),
  ];
}
