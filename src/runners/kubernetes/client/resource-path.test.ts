import { expect, it } from 'vitest';
import { describeReference, resourcePath } from './resource-path.ts';

it.each([
  ['v1', 'Pod', 'net-0', 'a', '/api/v1/namespaces/a/pods/net-0'],
  ['v1', 'Pod', undefined, undefined, '/api/v1/pods'],
  ['v1', 'Namespace', 'a', undefined, '/api/v1/namespaces/a'],
  ['v1', 'Namespace', 'a', 'a', '/api/v1/namespaces/a'],
  ['v1', 'PersistentVolumeClaim', undefined, 'a', '/api/v1/namespaces/a/persistentvolumeclaims'],
  ['apps/v1', 'StatefulSet', 'x', 'a', '/apis/apps/v1/namespaces/a/statefulsets/x'],
  ['discovery.k8s.io/v1', 'EndpointSlice', 'x', 'a', '/apis/discovery.k8s.io/v1/namespaces/a/endpointslices/x'],
  ['batch/v1', 'Job', 'x', 'a', '/apis/batch/v1/namespaces/a/jobs/x'],
  ['storage.k8s.io/v1', 'StorageClass', 'x', undefined, '/apis/storage.k8s.io/v1/storageclasses/x'],
  ['coordination.k8s.io/v1', 'Lease', 'x', 'a', '/apis/coordination.k8s.io/v1/namespaces/a/leases/x'],
  [
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'x.y',
    undefined,
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/x.y',
  ],
  [
    'playground.flashbots.io/v1alpha1',
    'BuilderPlaygroundDeployment',
    'x',
    'a',
    '/apis/playground.flashbots.io/v1alpha1/namespaces/a/builderplaygrounddeployments/x',
  ],
  ['v1', 'Secret', '../x', 'a/b', '/api/v1/namespaces/a%2Fb/secrets/..%2Fx'],
])('%s %s %s in %s', (apiVersion, kind, name, namespace, path) => {
  const place = { ...(name === undefined ? {} : { name }), ...(namespace === undefined ? {} : { namespace }) };
  expect(resourcePath({ apiVersion, kind, ...place })).toBe(path);
});

it('is put into words', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod' };
  expect(describeReference({ ...pod, name: 'net-0', namespace: 'a' })).toBe('Pod net-0 in namespace a');
  expect(describeReference(pod)).toBe('Pod objects');
});
