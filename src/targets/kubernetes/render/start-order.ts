import { PlaygroundError } from '../../../lib/errors.ts';
import { findCycle } from '../../../manifest/graph.ts';
import type { Manifest, Service } from '../../../manifest/service.ts';
import { serviceTexts } from '../../../manifest/texts.ts';
import { referencesOf } from './references.ts';
import { StartQueue } from './start-queue.ts';

/** How the services of one pod are started. */
export interface StartOrder {
  /** One after the other, each before whatever depends on it. */
  sidecars: Service[];
  /** After all of them, in the manifest's order; at least one. */
  leaves: Service[];
  /** Names of the sidecars that must be healthy before the next one is started. */
  gated: ReadonlySet<string>;
}

/**
 * Kubernetes starts the init containers of a pod one by one. Whatever something depends on is one of them. So is all
 * that a sidecar talks to whose health is waited for: its check could not pass before they run. Pure. Throws
 * `PlaygroundError` `dependency-cycle`.
 */
export function startOrder(manifest: Manifest): StartOrder {
  const services = manifest.services;
  assertNoCycle(services);
  const byName = new Map(services.map((service) => [service.name, service]));
  const gated = new Set(
    services.flatMap(({ dependsOn }) =>
      dependsOn.flatMap(({ name, condition }) => (condition === 'healthy' ? [name] : [])),
    ),
  );
  const references = new Map(services.map((service) => [service.name, referredTo(service, manifest)]));
  const early = earlyServices(services, byName, gated, references);
  const order = ordered(
    services.filter(({ name }) => early.has(name)),
    gated,
    references,
  );
  const leaves = services.filter(({ name }) => !early.has(name));
  // A pod needs one ordinary container: the last that nobody waits for is as good as one.
  if (leaves.length === 0) {
    const awaited = new Set(services.flatMap(({ dependsOn }) => dependsOn.map(({ name }) => name)));
    const index = order.findLastIndex(({ name }) => !awaited.has(name));
    leaves.push(...order.splice(index === -1 ? order.length - 1 : index, 1));
  }
  return { sidecars: order, leaves, gated };
}

function earlyServices(
  services: readonly Service[],
  byName: ReadonlyMap<string, Service>,
  gated: ReadonlySet<string>,
  references: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  const early = new Set(services.flatMap(({ dependsOn }) => dependsOn.map(({ name }) => name)));
  const reached = new Set<string>();
  const reach = [...early].filter((name) => gated.has(name));
  for (let name = reach.pop(); name !== undefined; name = reach.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    if (byName.has(name)) early.add(name);
    const dependencies = byName.get(name)?.dependsOn.map((dependency) => dependency.name) ?? [];
    reach.push(...dependencies, ...(references.get(name) ?? []));
  }
  return early;
}

/** Names of the services that the templates of a service name, itself excepted. */
function referredTo(service: Service, { bootnode }: Manifest): string[] {
  const usesBootnode = bootnode !== undefined && serviceTexts(service).some(({ text }) => /\{\{\s*Bootnode/.test(text));
  const names = referencesOf(service).map((reference) => reference.service);
  return [...new Set(usesBootnode ? [...names, bootnode.service] : names)].filter((name) => name !== service.name);
}

function ordered(
  services: readonly Service[],
  gated: ReadonlySet<string>,
  references: ReadonlyMap<string, readonly string[]>,
): Service[] {
  const queue = new StartQueue(services, gated, references);
  const order: Service[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) order.push(next);
  return order;
}

function assertNoCycle(services: readonly Service[]): void {
  const cycle = findCycle(services);
  if (cycle === undefined) return;
  throw new PlaygroundError('dependency-cycle', `the services wait for each other in a circle: ${cycle.join(' → ')}`, {
    kind: 'usage',
    hint: 'remove one of these dependencies',
    details: { cycle },
  });
}
