import { describe, expect, it } from 'vitest';
import { clusterWishes, kubernetesWishes } from './cluster-options.ts';

describe('kubernetesWishes', () => {
  it('are what was typed, and nothing else', () => {
    expect(kubernetesWishes({ 'block-time': 1000 })).toEqual({});
    const flags = { 'storage-path': '/a/b..c', topology: 'services', image: 'a:5000/b:1', network: 'n_1' };
    expect(kubernetesWishes(flags)).toEqual({
      storagePath: '/a/b..c',
      topology: 'services',
      image: 'a:5000/b:1',
      network: 'n_1',
    });
    expect(kubernetesWishes({ 'storage-type': 'pvc', 'storage-class': 'fast', 'storage-size': '1.5Ti' })).toEqual({
      storageType: 'pvc',
      storageClass: 'fast',
      storageSize: '1.5Ti',
    });
  });

  it.each([
    ['storage-path', 'data'],
    ['storage-path', '/a/../b'],
    ['storage-path', '/..'],
    ['storage-path', '/a:b'],
    ['storage-size', '10Q'],
    ['storage-size', '0'],
    ['storage-size', '0.0Gi'],
    ['storage-size', '-1Gi'],
    ['storage-size', '1Gi\n'],
    ['storage-class', 'Fast'],
    ['storage-class', '-'],
    ['image', 'a b'],
    ['image', '-x'],
    ['network', 'N'],
    ['network', 'x'.repeat(51)],
  ])('--%s cannot be %j', (name, value) => {
    expect(() => kubernetesWishes({ [name]: value })).toThrow(
      expect.objectContaining({
        code: 'invalid-value',
        kind: 'usage',
        message: expect.stringContaining(`--${name} cannot be`),
      }),
    );
  });

  it.each([
    [{ 'storage-path': '/x', 'storage-type': 'pvc' }, '--storage-type pvc'],
    [{ 'storage-path': '/x', 'storage-class': 'fast' }, '--storage-class'],
    [{ 'storage-path': '/x', 'storage-size': '1Gi' }, '--storage-size'],
    [{ 'storage-type': 'local-path', 'storage-size': '1Gi' }, '--storage-size'],
  ])('%j contradict each other', (flags, named) => {
    expect(() => kubernetesWishes(flags)).toThrow(
      expect.objectContaining({ code: 'storage-conflict', message: expect.stringContaining(named) }),
    );
  });
});

describe('clusterWishes', () => {
  it('say where, for the runner alone', () => {
    const flags = { namespace: 'dev', context: 'kind', 'storage-type': 'pvc' };
    expect(clusterWishes({ ...flags, runner: 'kubernetes' })).toEqual({
      namespace: 'dev',
      context: 'kind',
      storageType: 'pvc',
    });
    expect(clusterWishes({ context: 'kind', runner: 'kubernetes' })).toEqual({ context: 'kind' });
  });

  it('are none where nothing was asked for', () => {
    expect(clusterWishes({ runner: 'kubernetes' })).toBeUndefined();
    expect(clusterWishes({ 'dry-run': true, k8s: true })).toBeUndefined();
  });

  it.each([
    [{ k8s: true }, 'k8s-without-dry-run', 'starts nothing'],
    [{ k8s: true, runner: 'kubernetes' }, 'k8s-without-dry-run', 'starts nothing'],
    [{ 'storage-size': '1Gi' }, 'flag-without-cluster', '--storage-size is for a cluster'],
    [{ 'storage-size': '1Gi', 'dry-run': true }, 'flag-without-cluster', '--storage-size is for a cluster'],
    [{ image: 'x', runner: 'host' }, 'flag-without-cluster', '--image is for a cluster'],
    [{ namespace: 'x' }, 'flag-without-cluster', '--namespace goes with --runner kubernetes'],
    [{ context: 'x', k8s: true, 'dry-run': true }, 'flag-without-cluster', '--context goes with --runner kubernetes'],
  ])('%j is refused as %s', (flags, code, message) => {
    expect(() => clusterWishes(flags)).toThrow(
      expect.objectContaining({ code, kind: 'usage', message: expect.stringContaining(message) }),
    );
  });
});
