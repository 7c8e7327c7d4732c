import type { EngineName } from '../../runners/engine/find-engine.ts';

/**
 * The name of an image in an engine. Podman calls one without a registry `localhost/…`; clusters look for it where Docker
 * has it.
 */
export function fullName(image: string, engine: EngineName): string {
  const hasRegistry = /^(?:localhost|[^/]*[.:][^/]*)\//.test(image);
  if (engine === 'docker' || hasRegistry) return image;
  return image.includes('/') ? `docker.io/${image}` : `docker.io/library/${image}`;
}
