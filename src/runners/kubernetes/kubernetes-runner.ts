import type { Runner } from '../runner.ts';

/** Runs the services in pods of a cluster. */
export function createKubernetesRunner(): Runner {
  throw new Error('not yet');
}
