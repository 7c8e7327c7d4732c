import { resolve } from 'node:path';
import { PlaygroundError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import type { Manifest } from '../manifest/service.ts';

/** Paths as the user wrote them, relative to where the user is. Throws `PlaygroundError` `unknown-service`. */
export function absoluteOverrides(
  overrides: Readonly<Record<string, string>>,
  manifest: Manifest,
): Record<string, string> {
  const services = manifest.services.map(({ name }) => name);
  const unknown = Object.keys(overrides).find((name) => !services.includes(name));
  if (unknown !== undefined) {
    const guess = nearest(unknown, services);
    throw new PlaygroundError('unknown-service', `--override names the service "${unknown}", which does not exist`, {
      kind: 'usage',
      hint: guess === undefined ? `services: ${services.join(', ')}` : `did you mean ${guess}?`,
    });
  }
  return Object.fromEntries(Object.entries(overrides).map(([name, path]) => [name, resolve(path)]));
}
