import type { DeploymentService } from '../crd/deployment-schema.ts';
import { childPath } from '../field-path.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { problem } from './problem-at.ts';

export function validateEnvironment({ env = {}, secretEnv = {} }: DeploymentService, path: string): ResourceProblem[] {
  const names = [
    ...Object.keys(env).map((name): [string, string] => [name, childPath(`${path}.env`, name)]),
    ...Object.keys(secretEnv).map((name): [string, string] => [name, childPath(`${path}.secretEnv`, name)]),
  ];
  const twice = Object.keys(secretEnv).filter((name) => Object.hasOwn(env, name));
  const keys = Object.entries(secretEnv).filter(([, { key }]) => !/^[-._A-Za-z0-9]+$/.test(key));
  return [
    ...names
      .filter(([name]) => !/^[-._A-Za-z][-._A-Za-z0-9]*$/.test(name))
      .map(([name, place]) =>
        problem('invalid-variable', place, `"${name}" cannot name a variable`, 'use letters, digits, "_", "-" and "."'),
      ),
    ...twice.map((name) =>
      problem(
        'duplicate-variable',
        childPath(`${path}.secretEnv`, name),
        `"${name}" is in env too`,
        'keep one of them',
      ),
    ),
    ...keys.map(([name, { key }]) =>
      problem(
        'invalid-secret-key',
        `${childPath(`${path}.secretEnv`, name)}.key`,
        `"${key}" cannot be the key of a Secret`,
        'use letters, digits, "-", "_" and "."',
      ),
    ),
  ];
}
