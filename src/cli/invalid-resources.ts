import { PlaygroundError } from '../lib/errors.ts';
import { formatPositionedProblem, type PositionedProblem } from '../targets/kubernetes/read/positioned-problem.ts';

/** More would only scroll the first ones away; `--json` has all. */
const MOST_LINES = 100;

/** All problems of a file as one error, in the lines of `k8s validate`; `details.problems` has them as data. */
export function invalidResources(source: string, problems: readonly PositionedProblem[]): PlaygroundError {
  const lines = problems.slice(0, MOST_LINES).map((problem) => `\n  ${formatPositionedProblem(source, problem)}`);
  const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
  const rest = problems.length > MOST_LINES ? `\n  and ${problems.length - MOST_LINES} more` : '';
  return new PlaygroundError('invalid-resource', `${source} has ${count}:${lines.join('')}${rest}`, {
    kind: 'usage',
    details: { source, problems },
  });
}
