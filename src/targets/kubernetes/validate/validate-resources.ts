import { nearest } from '../../../lib/nearest.ts';
import type { DeploymentService } from '../crd/deployment-schema.ts';
import { childPath } from '../field-path.ts';
import { resourcesOf } from '../render/default-resources.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { isQualifiedName } from './label-syntax.ts';
import { problem } from './problem-at.ts';
import { quantityValue } from './quantity.ts';

const STANDARD = ['cpu', 'memory', 'ephemeral-storage'];

/** As the API server checks a container, defaults included. */
export function validateResources(service: DeploymentService, path: string): ResourceProblem[] {
  const { requests = {}, limits = {} } = service.resources ?? {};
  const lists = { requests, limits };
  const names = (['requests', 'limits'] as const).flatMap((list) =>
    Object.keys(lists[list])
      .filter((name) => !isResource(name))
      .map((name) => unknownResource(name, childPath(`${path}.resources.${list}`, name))),
  );
  if (service.resources === undefined || names.length > 0) return names;
  return exceeded(service, `${path}.resources`);
}

/** Resources of vendors have a domain: `nvidia.com/gpu`. */
function isResource(name: string): boolean {
  if (STANDARD.includes(name) || /^hugepages-\d+[KMG]i$/.test(name)) return true;
  return name.includes('/') && isQualifiedName(name);
}

function unknownResource(name: string, path: string): ResourceProblem {
  const guess = nearest(name, STANDARD);
  const hint = guess === undefined ? `there are ${STANDARD.join(', ')}` : `did you mean ${guess}?`;
  return problem('unknown-resource', path, `there is no resource "${name}"`, hint);
}

function exceeded(service: DeploymentService, path: string): ResourceProblem[] {
  const { requests = {}, limits = {} } = resourcesOf(service);
  return Object.entries(limits).flatMap(([name, limit]) => {
    const request = requests[name];
    if (request === undefined || (quantityValue(request) ?? 0) <= (quantityValue(limit) ?? 0)) return [];
    const own = service.resources?.requests?.[name] === undefined ? 'limits' : 'requests';
    const message = `${request} of ${name} are requested, and ${limit} are the limit`;
    return [
      problem('request-above-limit', childPath(`${path}.${own}`, name), message, 'request less, or raise the limit'),
    ];
  });
}
