import type { DeploymentSpec } from '../crd/deployment-schema.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { isLabelValue, isQualifiedName, validateLabels } from './label-syntax.ts';
import { problem } from './problem-at.ts';

type Scheduling = NonNullable<DeploymentSpec['scheduling']>;

/** As the API server checks a pod. */
export function validateScheduling({ nodeSelector, tolerations = [] }: Scheduling): ResourceProblem[] {
  return [
    ...validateLabels(nodeSelector, 'spec.scheduling.nodeSelector'),
    ...tolerations.flatMap((toleration, i) => tolerationProblems(toleration, `spec.scheduling.tolerations[${i}]`)),
  ];
}

function tolerationProblems(toleration: NonNullable<Scheduling['tolerations']>[number], path: string) {
  const { key = '', operator = 'Equal', value = '', effect, tolerationSeconds } = toleration;
  const found: [boolean, string, string, string][] = [
    [key !== '' && !isQualifiedName(key), 'key', `"${key}" cannot be the key of a taint`, 'write it as a label'],
    [key === '' && operator !== 'Exists', 'key', 'without a key operator must be Exists', 'write operator: Exists'],
    [operator === 'Exists' && value !== '', 'value', 'with operator Exists there is no value', 'remove it'],
    [!isLabelValue(value), 'value', `"${value}" cannot be the value of a taint`, 'write it as a label'],
    [
      tolerationSeconds !== undefined && effect !== 'NoExecute',
      'tolerationSeconds',
      'it goes only with effect NoExecute',
      'remove it, or write effect: NoExecute',
    ],
  ];
  return found
    .filter(([wrong]) => wrong)
    .map(([, field, message, hint]) => problem('invalid-toleration', `${path}.${field}`, message, hint));
}
