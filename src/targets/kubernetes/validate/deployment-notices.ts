import { findRecipe } from '../../../recipes/registry.ts';
import { DEFAULTS } from '../crd/defaults.ts';
import type { DeploymentResource } from '../crd/deployment-schema.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { problem } from './problem-at.ts';

/** What is right, and needs something more before it runs. Pure. */
export function deploymentNotices({ metadata, spec }: DeploymentResource): ResourceProblem[] {
  const generated = (spec.artifacts?.source ?? DEFAULTS.artifactSource) === 'generate';
  const outside = spec.services.flatMap(({ useHostExecution }, i) => (useHostExecution ? [i] : []));
  const address = spec.hostExecution?.address;
  return [
    ...(address === undefined ? outside : []).map((i) =>
      problem(
        'no-address',
        `spec.services[${i}].useHostExecution`,
        `nothing in the cluster reaches "${spec.services[i]?.name}" until somebody runs it`,
        `playground k8s attach ${metadata.name}`,
      ),
    ),
    ...(generated && findRecipe(spec.recipe) === undefined
      ? [
          problem(
            'unknown-recipe',
            'spec.recipe',
            `this version cannot make the files of "${spec.recipe}"`,
            BUNDLE_HINT,
          ),
        ]
      : []),
  ];
}

const BUNDLE_HINT = 'an image of another version may; or use artifacts.source bundle';
