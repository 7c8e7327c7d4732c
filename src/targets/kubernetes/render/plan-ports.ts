import { isPlaygroundError, PlaygroundError } from '../../../lib/errors.ts';
import type { Port, Service } from '../../../manifest/service.ts';
import { parseTemplate } from '../../../manifest/template.ts';
import { serviceTexts } from '../../../manifest/texts.ts';

/** Two services that listen on one number which neither of them can be told to change. */
export interface PortConflict {
  port: number;
  services: [string, string];
}

export interface PortPlan {
  /** `service/port/number` → the number that the service listens on in the pod. */
  numbers: ReadonlyMap<string, number>;
  conflicts: PortConflict[];
  /** Numbers that nothing in the pod uses yet, one at each call. */
  free(from: number): number;
}

/** The ports of one name and number move together, whatever their protocols: clients announce them as one. */
function keyOf(service: string, { name, port }: Pick<Port, 'name' | 'port'>): string {
  return `${service}/${name}/${port}`;
}

/** The number of a port in the pod. */
export function podPort(plan: PortPlan, service: Pick<Service, 'name'>, port: Pick<Port, 'name' | 'port'>): number {
  return plan.numbers.get(keyOf(service.name, port)) ?? port.port;
}

/**
 * Gives every service of a pod numbers of its own: they share one network. A number that no template of its service
 * mentions is literal and stays; of the others the first to come keeps its number and later ones move to the next that
 * nobody declares. Pure; linear in the number of ports.
 */
export function planPorts(services: readonly Service[]): PortPlan {
  const declared = new Set(services.flatMap(({ ports }) => ports.map(({ port }) => port)));
  const owners = new Map<number, string>();
  const numbers = new Map<string, number>();
  const conflicts: PortConflict[] = [];
  const free = (from: number): number => {
    let number = from;
    while (owners.has(number) || declared.has(number)) number++;
    owners.set(number, '');
    return number;
  };
  const entries = services.flatMap((service) => {
    const templated = templatedPorts(service);
    return service.ports.map((port) => ({ service: service.name, port, literal: !templated.has(port.name) }));
  });
  for (const { service, port } of entries.filter(({ literal }) => literal)) {
    const key = keyOf(service, port);
    if (numbers.has(key)) continue;
    const owner = owners.get(port.port);
    if (owner !== undefined && owner !== service) conflicts.push({ port: port.port, services: [owner, service] });
    owners.set(port.port, owner ?? service);
    numbers.set(key, port.port);
  }
  // Where to look on from, so that a thousand ports of one number are not a million looks.
  const next = new Map<number, number>();
  for (const { service, port, literal } of entries) {
    const key = keyOf(service, port);
    if (literal || numbers.has(key)) continue;
    if (!owners.has(port.port)) {
      owners.set(port.port, service);
      numbers.set(key, port.port);
      continue;
    }
    const number = free(next.get(port.port) ?? port.port + 1);
    next.set(port.port, number + 1);
    numbers.set(key, number);
  }
  return { numbers, conflicts, free };
}

/** Names of the ports that the service is told by template. */
function templatedPorts(service: Service): Set<string> {
  // A check only asks at a port: it does not move it.
  const { readyCheck: _check, ...told } = service;
  return new Set(serviceTexts(told).flatMap(({ text }) => portNames(text)));
}

function portNames(text: string): string[] {
  if (!text.includes('{{')) return [];
  try {
    return parseTemplate(text).flatMap((node) => (node.kind === 'port' ? [node.name] : []));
  } catch (error) {
    // A broken template is reported with its place by the validator.
    if (isPlaygroundError(error)) return [];
    throw error;
  }
}

/** Throws `PlaygroundError` `port-conflict` for the first conflict. */
export function assertNoConflict({ conflicts }: PortPlan): void {
  const [first] = conflicts;
  if (first === undefined) return;
  const { port, services } = first;
  throw new PlaygroundError(
    'port-conflict',
    `services "${services[0]}" and "${services[1]}" both listen on port ${port}, and share one pod`,
    {
      kind: 'usage',
      hint: `write one of the numbers as a template in its args, such as {{Port "http" ${port}}}, or use topology services`,
      details: { port, services },
    },
  );
}
