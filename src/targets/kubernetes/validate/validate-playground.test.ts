import { expect, test } from 'vitest';
import type { PlaygroundResource } from '../crd/playground-schema.ts';
import { validatePlayground } from './validate-playground.ts';

const CASES: [string, Partial<PlaygroundResource['spec']>, string[]][] = [
  ['the least', {}, []],
  ['a folder that is named', { storage: { path: '/data' } }, []],
  ['a claim', { storageMethod: 'pvc', storage: { size: '1Gi', storageClass: 'fast' }, blockTime: '2s' }, []],
  ['a claim with a path', { storageMethod: 'pvc', storage: { path: '/data' } }, ['spec.storage.path']],
  ['a folder with a size', { storage: { size: '1Gi' } }, ['spec.storage.size']],
  ['half a second', { blockTime: '500ms' }, ['spec.blockTime']],
  ['a second and a half', { blockTime: '1500ms' }, ['spec.blockTime']],
  ['a week', { blockTime: '168h' }, ['spec.blockTime']],
];

test.each(CASES)('%s', (_what, spec, paths) => {
  const resource: PlaygroundResource = {
    apiVersion: 'playground.flashbots.io/v1alpha1',
    kind: 'BuilderPlayground',
    metadata: { name: 'net' },
    spec: { recipe: 'l1', storageMethod: 'local-path', ...spec },
  };
  expect(validatePlayground(resource).map(({ path }) => path)).toEqual(paths);
});
