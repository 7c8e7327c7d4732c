import { childPath } from '../field-path.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { problem } from './problem-at.ts';

const NAME = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const DOMAIN = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/** Whether Kubernetes takes it for the key of a label or annotation: `app`, `example.com/tier`. */
export function isQualifiedName(key: string): boolean {
  const [name = '', ...prefix] = key.split('/').toReversed();
  if (prefix.length > 1) return false;
  return NAME.test(name) && (prefix[0] === undefined || DOMAIN.test(prefix[0]));
}

export function isLabelValue(value: string): boolean {
  return value === '' || NAME.test(value);
}

export function isDomainName(name: string): boolean {
  return DOMAIN.test(name);
}

/** Keys of labels and annotations. */
export function validateKeys(map: Readonly<Record<string, string>> = {}, path: string): ResourceProblem[] {
  return Object.keys(map)
    .filter((key) => !isQualifiedName(key))
    .map((key) => problem('invalid-label', childPath(path, key), `"${key}" cannot be the key of a label`, KEY_HINT));
}

/** Keys and values of labels. */
export function validateLabels(map: Readonly<Record<string, string>> = {}, path: string): ResourceProblem[] {
  const values = Object.entries(map).filter(([, value]) => !isLabelValue(value));
  return [
    ...validateKeys(map, path),
    ...values.map(([key, value]) =>
      problem('invalid-label', childPath(path, key), `"${value}" cannot be the value of a label`, VALUE_HINT),
    ),
  ];
}

const CHARACTERS = 'letters, digits, "-", "_" and ".", at most 63, with a letter or digit at both ends';
const KEY_HINT = `use ${CHARACTERS}; a domain and "/" may stand before`;
const VALUE_HINT = `use ${CHARACTERS}`;
