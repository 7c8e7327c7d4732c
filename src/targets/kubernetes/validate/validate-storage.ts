import { PLAYGROUND_RULES, type Rule, STORAGE_RULES } from '../crd/rules.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { problem, ruleProblem } from './problem-at.ts';
import { quantityValue } from './quantity.ts';

interface Storage {
  path?: string | undefined;
  storageClass?: string | undefined;
  size?: string | undefined;
}

/** Of a deployment. */
export function validateStorage(storage: Storage & { type: 'local-path' | 'pvc' }): ResourceProblem[] {
  const at = 'spec.storage';
  const local = storage.type === 'local-path';
  return [
    ...((storage.path !== undefined) === local
      ? []
      : [ruleProblem(STORAGE_RULES.pathIsLocal, local ? at : `${at}.path`)]),
    ...claimProblems(storage, local, STORAGE_RULES.classIsClaimed),
  ];
}

/** Of a BuilderPlayground, which may leave the path to us. */
export function validateStorageOptions(method: 'local-path' | 'pvc', storage: Storage = {}): ResourceProblem[] {
  const local = method === 'local-path';
  return [
    ...(storage.path === undefined || local ? [] : [ruleProblem(PLAYGROUND_RULES.pathIsLocal, 'spec.storage.path')]),
    ...claimProblems(storage, local, PLAYGROUND_RULES.classIsClaimed),
  ];
}

function claimProblems({ storageClass, size }: Storage, local: boolean, rule: Rule): ResourceProblem[] {
  const given = [...(storageClass === undefined ? [] : ['storageClass']), ...(size === undefined ? [] : ['size'])];
  if (local) return given.slice(0, 1).map((field) => ruleProblem(rule, `spec.storage.${field}`));
  if (size === undefined || (quantityValue(size) ?? 0) > 0) return [];
  return [problem('invalid-quantity', 'spec.storage.size', 'a claim has a size above 0', 'write for example 10Gi')];
}
