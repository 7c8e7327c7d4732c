import { describe, expect, it } from 'vitest';
import { clusterTarget } from './cluster-target.ts';

describe('clusterTarget', () => {
  it.each([
    ['kind-kind', { way: 'kind', name: 'kind' }],
    ['kind-my-net', { way: 'kind', name: 'my-net' }],
    ['k3d-dev', { way: 'k3d', name: 'dev' }],
    ['minikube', { way: 'minikube', name: 'minikube' }],
    ['minikube-2', { way: 'minikube', name: 'minikube-2' }],
    ['docker-desktop', { way: 'shared', context: 'docker-desktop' }],
    ['colima-big', { way: 'shared', context: 'colima-big' }],
    ['prod', { way: 'unknown', context: 'prod' }],
    ['mankind-x', { way: 'unknown', context: 'mankind-x' }],
  ])('knows context %s', (context, expected) => {
    expect(clusterTarget(context, 'other')).toEqual(expected);
  });

  it.each([
    ['kind', 'kind-a', { way: 'kind', name: 'a' }],
    ['kind', 'k3d-a', { way: 'kind', name: 'kind' }],
    ['kind', undefined, { way: 'kind', name: 'kind' }],
    ['k3d', 'k3d-a', { way: 'k3d', name: 'a' }],
    ['k3d', undefined, { way: 'k3d', name: 'k3s-default' }],
    ['minikube', 'kind-a', { way: 'minikube', name: 'minikube' }],
  ])('finds the cluster of %s beside context %s', (tool, current, expected) => {
    expect(clusterTarget(tool, current)).toEqual(expected);
  });
});
