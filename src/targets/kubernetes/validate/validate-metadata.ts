import { NAME_RULE } from '../crd/rules.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { validateKeys, validateLabels } from './label-syntax.ts';
import { problem, ruleProblem } from './problem-at.ts';

interface Metadata {
  name: string;
  namespace?: string | undefined;
  labels?: Record<string, string> | undefined;
  annotations?: Record<string, string> | undefined;
}

export function validateMetadata({ name, namespace, labels, annotations }: Metadata): ResourceProblem[] {
  return [
    ...(isObjectName(name) ? [] : [ruleProblem(NAME_RULE, 'metadata.name', nameHint(name))]),
    ...(namespace === undefined || isNamespace(namespace)
      ? []
      : [problem('invalid-namespace', 'metadata.namespace', `"${namespace}" cannot name a namespace`, NAMESPACE_HINT)]),
    ...validateLabels(labels, 'metadata.labels'),
    ...validateKeys(annotations, 'metadata.annotations'),
  ];
}

function isObjectName(name: string): boolean {
  return name.length <= 52 && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name);
}

function isNamespace(name: string): boolean {
  return name.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name);
}

const NAMESPACE_HINT = 'use at most 63 lower-case letters, digits and "-"';

function nameHint(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 52)
    .replace(/-+$/, '');
  return plain === '' ? '' : `write for example ${plain}`;
}
