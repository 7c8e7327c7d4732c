import { nearest } from '../lib/nearest.ts';
import type { Problem } from './problem.ts';
import type { Service } from './service.ts';

export function unknownService(name: string, services: readonly Service[]): Omit<Problem, 'field'> {
  const names = services.map((service) => service.name);
  return {
    code: 'unknown-service',
    message: `there is no service "${name}"`,
    hint: suggestion(name, names, 'services'),
  };
}

export function unknownPort(label: string, target: Service): Omit<Problem, 'field'> {
  const names = target.ports.map((port) => port.name);
  return {
    code: 'unknown-port',
    message: `service "${target.name}" has no port "${label}"`,
    hint: suggestion(label, names, 'ports'),
  };
}

function suggestion(word: string, candidates: string[], what: string): string {
  const guess = nearest(word, candidates);
  if (guess !== undefined) return `did you mean "${guess}"?`;
  return candidates.length === 0 ? `it has no ${what}` : `${what}: ${[...new Set(candidates)].join(', ')}`;
}
