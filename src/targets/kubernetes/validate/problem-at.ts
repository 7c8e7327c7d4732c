import type { Rule } from '../crd/rules.ts';
import type { ResourceProblem } from '../resource-problem.ts';

/** A problem in the words that the API server uses for the same rule; the hint names the culprit. */
export function ruleProblem(
  { code, message }: Pick<Rule, 'code' | 'message'>,
  path: string,
  hint = '',
): ResourceProblem {
  return { code, path, message, hint };
}

export function problem(code: string, path: string, message: string, hint = ''): ResourceProblem {
  return { code, path, message, hint };
}
