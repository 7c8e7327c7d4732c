import { expect, test } from 'vitest';
import { fieldPath, parentPath } from './field-path.ts';

const CASES: [PropertyKey[], string, string | undefined][] = [
  [[], '', undefined],
  [['spec'], 'spec', ''],
  [['spec', 'services', 2], 'spec.services[2]', 'spec.services'],
  [['spec', 'services', 2, 'env', 'A_B-c'], 'spec.services[2].env.A_B-c', 'spec.services[2].env'],
  [['labels', 'a.b/c'], 'labels["a.b/c"]', 'labels'],
  [['labels', 'a"].b["'], 'labels["a\\"].b[\\""]', 'labels'],
  [['labels', 'x]', 3], 'labels["x]"][3]', 'labels["x]"]'],
  [[''], '[""]', ''],
];

test.each(CASES)('%j is %s', (segments, path, parent) => {
  expect(fieldPath(segments)).toBe(path);
  expect(parentPath(path)).toBe(parent);
});
