import { nearest } from '../../../lib/nearest.ts';
import type { DeploymentService } from '../crd/deployment-schema.ts';

/** For hints: `there is no "ell"; did you mean "el"?` */
export function noService(name: string, services: readonly Pick<DeploymentService, 'name'>[]): string {
  return missing(
    `there is no "${name}"`,
    name,
    services.map((service) => service.name),
  );
}

export function noPort(name: string, service: DeploymentService): string {
  const names = (service.ports ?? []).map((port) => port.name);
  return missing(`"${service.name}" has no port "${name}"`, name, names);
}

function missing(what: string, name: string, names: readonly string[]): string {
  const guess = nearest(name, names);
  if (guess !== undefined) return `${what}; did you mean "${guess}"?`;
  return names.length === 0 ? what : `${what}, but ${[...new Set(names)].join(', ')}`;
}
