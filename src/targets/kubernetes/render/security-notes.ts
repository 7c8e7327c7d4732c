import type { RenderedService } from './render-context.ts';

/** One line for each service that does not run as the usual user. */
export function runAsUserNotes(services: readonly RenderedService[]): string[] {
  return services.flatMap(({ spec: { name, runAsUser } }) => {
    if (runAsUser === undefined) return [];
    return [runAsUser === 0 ? `${name} runs as root, as its image needs` : `${name} runs as user ${runAsUser}`];
  });
}
