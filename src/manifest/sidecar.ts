import type { Dependency, Service } from './service.ts';

/** Label of a service: the name of the service that is healthy when it is. */
export const SIDECAR_LABEL = 'health-check-sidecar';

/** Label of a service that is run as a program of this machine wherever the others run. */
export const HOST_EXECUTION_LABEL = 'use-host-execution';

/** Dependencies on the health of a service with a health monitor, turned to that monitor. */
export function towardsSidecars(dependencies: readonly Dependency[], services: readonly Service[]): Dependency[] {
  return dependencies.map((dependency) => {
    if (dependency.condition !== 'healthy') return dependency;
    const sidecar = services.find((service) => service.name === dependency.name)?.labels[SIDECAR_LABEL];
    const exists = sidecar !== undefined && services.some((service) => service.name === sidecar);
    return exists ? { ...dependency, name: sidecar } : dependency;
  });
}

/** Sidecar name → the service that it watches. */
export function watchedServices(services: readonly Service[]): Map<string, string> {
  const pairs = services.flatMap((service): [string, string][] => {
    const sidecar = service.labels[SIDECAR_LABEL];
    return sidecar === undefined ? [] : [[sidecar, service.name]];
  });
  return new Map(pairs);
}
