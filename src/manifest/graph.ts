import type { Service } from './service.ts';
import { watchedServices } from './sidecar.ts';

export interface Edge {
  from: string;
  to: string;
  /** The port that is used, for references. */
  portLabel?: string;
}

export interface ManifestGraph {
  nodes: Service[];
  /** Who talks to whom. May go round in circles. */
  references: Edge[];
  /** Who waits for whom; a wait for a health monitor counts as one for the service that it watches. */
  dependencies: Edge[];
}

/** The graph as people draw it: without the curl helpers that only carry out a ready check. */
export function manifestGraph(services: readonly Service[]): ManifestGraph {
  const watched = watchedServices(services);
  const isHelper = (name: string) => name.endsWith('_readycheck') && watched.has(name);
  const nodes = services.filter((service) => !isHelper(service.name));
  return {
    nodes,
    references: nodes.flatMap((service) =>
      service.nodeRefs.map((ref) => ({ from: service.name, to: ref.service, portLabel: ref.portLabel })),
    ),
    dependencies: nodes.flatMap((service) =>
      service.dependsOn.map(({ name }) => ({ from: service.name, to: watched.get(name) ?? name })),
    ),
  };
}

/** The names along a circle of dependencies, the first one repeated at the end: `['a', 'b', 'a']`. */
export function findCycle(services: readonly Service[]): string[] | undefined {
  const byName = new Map(services.map((service) => [service.name, service]));
  const finished = new Set<string>();
  const visit = (name: string, path: string[]): string[] | undefined => {
    const seen = path.indexOf(name);
    if (seen !== -1) return [...path.slice(seen), name];
    if (finished.has(name)) return undefined;
    for (const dependency of byName.get(name)?.dependsOn ?? []) {
      const cycle = visit(dependency.name, [...path, name]);
      if (cycle !== undefined) return cycle;
    }
    finished.add(name);
    return undefined;
  };
  for (const { name } of services) {
    const cycle = visit(name, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/**
 * The services with every dependency before its dependents; otherwise as in the manifest. Services of a circle, and
 * what waits for them, come last in their own order.
 */
export function startOrder(services: readonly Service[]): Service[] {
  const names = new Set(services.map((service) => service.name));
  const placed = new Set<string>();
  const order: Service[] = [];
  let waiting = [...services];
  while (waiting.length > 0) {
    const next = waiting.find((service) => service.dependsOn.every(({ name }) => placed.has(name) || !names.has(name)));
    if (next === undefined) return [...order, ...waiting];
    placed.add(next.name);
    order.push(next);
    waiting = waiting.filter((service) => service !== next);
  }
  return order;
}
