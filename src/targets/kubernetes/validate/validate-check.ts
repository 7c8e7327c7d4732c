import { parseDuration } from '../../../lib/duration.ts';
import type { DeploymentService } from '../crd/deployment-schema.ts';
import { CHECK_RULES } from '../crd/rules.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { problem, ruleProblem } from './problem-at.ts';

type Check = NonNullable<DeploymentService['readyCheck']>;

const DAY = 86_400_000;

export function validateCheck(check: Check, path: string): ResourceProblem[] {
  const { queryURL, test } = check;
  const both = queryURL !== undefined && test !== undefined;
  const hint = both ? 'remove one of the two' : 'add queryURL, such as http://localhost:8545';
  const times = (['interval', 'timeout', 'startPeriod'] as const).filter((field) => isLong(check[field]));
  return [
    ...(both || (queryURL ?? test) === undefined ? [ruleProblem(CHECK_RULES.oneForm, path, hint)] : []),
    ...(test === undefined || isForm(test) ? [] : [ruleProblem(CHECK_RULES.testForm, `${path}.test`)]),
    ...times.map((field) =>
      problem('invalid-duration', `${path}.${field}`, 'it is longer than a day', 'write it like 10s'),
    ),
  ];
}

function isLong(duration: string | undefined): boolean {
  return duration !== undefined && parseDuration(duration) > DAY;
}

function isForm([form, ...words]: readonly string[]): boolean {
  if (form === 'CMD') return words.length > 0;
  return form === 'CMD-SHELL' ? words.length === 1 : form === 'NONE' && words.length === 0;
}
