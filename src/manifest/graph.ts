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

/**
 * The names along a circle of dependencies, the first one repeated at the end: `['a', 'b', 'a']`. Linear in services and
 * dependencies.
 */
export function findCycle(services: readonly Service[]): string[] | undefined {
  const byName = new Map(services.map((service) => [service.name, service]));
  const stuck = stuckServices(byName);
  const path = new Set<string>();
  let next = services.find(({ name }) => stuck.has(name))?.name;
  while (next !== undefined && !path.has(next)) {
    path.add(next);
    next = byName.get(next)?.dependsOn.find(({ name }) => stuck.has(name))?.name;
  }
  if (next === undefined) return undefined;
  const names = [...path];
  return [...names.slice(names.indexOf(next)), next];
}

/** Names of the services of every circle, and of all that wait for one: each waits for another that is stuck. */
function stuckServices(byName: ReadonlyMap<string, Service>): Set<string> {
  const waitingFor = new Map<string, number>();
  const dependents = new Map<string, string[]>();
  for (const [name, { dependsOn }] of byName) {
    const known = dependsOn.filter((dependency) => byName.has(dependency.name));
    waitingFor.set(name, known.length);
    for (const dependency of known) {
      const waiting = dependents.get(dependency.name);
      if (waiting === undefined) dependents.set(dependency.name, [name]);
      else waiting.push(name);
    }
  }
  const stuck = new Set(byName.keys());
  const free = [...stuck].filter((name) => waitingFor.get(name) === 0);
  for (let name = free.pop(); name !== undefined; name = free.pop()) {
    stuck.delete(name);
    for (const dependent of dependents.get(name) ?? []) {
      const left = (waitingFor.get(dependent) ?? 0) - 1;
      waitingFor.set(dependent, left);
      if (left === 0) free.push(dependent);
    }
  }
  return stuck;
}
