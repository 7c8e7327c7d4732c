import { parseDuration } from '../../../lib/duration.ts';
import type { DeploymentSpec } from '../crd/deployment-schema.ts';
import { ARTIFACT_RULES } from '../crd/rules.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { problem, ruleProblem } from './problem-at.ts';

const YEAR = 365 * 86_400_000;

export function validateArtifacts({ source, bundle, genesisDelay }: NonNullable<DeploymentSpec['artifacts']>) {
  const problems: ResourceProblem[] = [];
  if ((bundle !== undefined) !== (source === 'bundle')) {
    problems.push(ruleProblem(ARTIFACT_RULES.bundleIsNamed, 'spec.artifacts'));
  }
  if (genesisDelay !== undefined && parseDuration(genesisDelay) > YEAR) {
    const path = 'spec.artifacts.genesisDelay';
    problems.push(
      problem('invalid-duration', path, 'the chain begins more than a year later', 'write for example 10s'),
    );
  }
  return problems;
}
