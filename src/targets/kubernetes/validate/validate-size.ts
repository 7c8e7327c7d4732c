import type { DeploymentResource } from '../crd/deployment-schema.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { problem } from './problem-at.ts';

/** What a ConfigMap holds; a deployment describes itself in one. The API server stores half as much again. */
const MOST_BYTES = 1_048_576;

export function validateSize(resource: DeploymentResource): ResourceProblem[] {
  const size = new TextEncoder().encode(JSON.stringify(resource, undefined, 2)).length;
  if (size <= MOST_BYTES) return [];
  const message = `it has ${size} bytes as JSON, and a cluster takes ${MOST_BYTES}`;
  return [problem('too-large', 'spec.services', message, 'give fewer or shorter args, or take them from files')];
}
