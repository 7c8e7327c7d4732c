import { isPlaygroundError } from '../../../lib/errors.ts';
import type { DeploymentResource } from '../crd/deployment-schema.ts';
import type { KubernetesObject } from '../render/kubernetes-object.ts';
import { renderDeployment } from '../render/render-deployment.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { problem } from './problem-at.ts';
import { repeated } from './repeated.ts';

/** What only shows in the objects that the resource means: names that are put together, and waits for nothing. */
export function validateRendering(resource: DeploymentResource): ResourceProblem[] {
  try {
    const objects = renderDeployment(resource, { playgroundImage: 'builder-playground:0', genesisTime: 0 });
    return [...objectProblems(objects), ...objects.flatMap(containerProblems)];
  } catch (error) {
    if (!isPlaygroundError(error)) throw error;
    const { code, message, hint = '', details } = error;
    const index = resource.spec.services.findIndex(({ name }) => name === details.service);
    return [problem(code, index === -1 ? 'spec' : `spec.services[${index}]`, message, hint)];
  }
}

/** Of what may stand in a DNS name. */
const LONGEST_NAME = 63;

function objectProblems(objects: readonly KubernetesObject[]): ResourceProblem[] {
  const services = objects.filter(({ kind, metadata }) => kind === 'Service' && metadata.name.length > LONGEST_NAME);
  const twice = repeated(objects, ({ kind, metadata }) => `${kind} ${metadata.name}`);
  return [
    ...services.map(({ metadata: { name } }) =>
      problem('name-too-long', 'metadata.name', `it leads to a Service ${name} of ${name.length} characters`, SHORTEN),
    ),
    ...twice.map(([i]) => {
      const { kind, metadata } = objects[i] as KubernetesObject;
      return problem('name-collision', 'spec.services', `two objects would be ${kind} ${metadata.name}`, RENAME);
    }),
  ];
}

/** Containers have names of their own in a pod, those that we add among them. */
function containerProblems({ kind, spec }: KubernetesObject): ResourceProblem[] {
  if (kind !== 'StatefulSet') return [];
  const names = containerNames(spec);
  return [
    ...names
      .filter((name) => name.length > LONGEST_NAME)
      .map((name) =>
        problem(
          'name-too-long',
          'spec.services',
          `they lead to a container ${name} of ${name.length} characters`,
          SHORTEN,
        ),
      ),
    ...repeated(names, (name) => name).map(([i]) =>
      problem('name-collision', 'spec.services', `two containers would be called ${names[i]}`, RENAME),
    ),
  ];
}

function containerNames(spec: unknown): string[] {
  const { template } = spec as { template: { spec: { containers: Named[]; initContainers?: Named[] } } };
  const { containers, initContainers = [] } = template.spec;
  return [...initContainers, ...containers].map(({ name }) => name);
}

interface Named {
  name: string;
}

const SHORTEN = `use shorter names: there are at most ${LONGEST_NAME}`;
const RENAME = 'rename a service: some names are ours';
