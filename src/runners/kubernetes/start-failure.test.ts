import { describe, expect, it } from 'vitest';
import type { ContainerStatus, Pod } from './pod.ts';
import { startFailure } from './start-failure.ts';

const OWN = 'builder-playground:1';

function failure(name: 'artifacts' | 'el', values: Partial<ContainerStatus>) {
  const status: ContainerStatus = { name, ready: false, restartCount: 0, ...values };
  const pod: Pod = {
    metadata: { name: 'net-0', uid: 'u1' },
    spec: { initContainers: [{ name: 'artifacts', image: OWN }], containers: [{ name: 'el', image: 'geth:1' }] },
    status: { initContainerStatuses: [status] },
  };
  return startFailure(pod, new Map([['el', 'el']]), OWN);
}

describe('startFailure', () => {
  it('gives up on an image that cannot be pulled, in the words of the kubelet', () => {
    const message =
      'Back-off pulling image "geth:1": ErrImagePull: failed to pull and unpack image "docker.io/geth:1": ' +
      'failed to resolve reference "docker.io/geth:1": docker.io/geth:1: not found';
    const waiting = { reason: 'ImagePullBackOff', message };
    expect(failure('el', { state: { waiting } })?.error.message).toBe(
      'the cluster cannot pull geth:1: docker.io/geth:1: not found',
    );
    expect(failure('artifacts', { state: { waiting } })?.error.hint).toContain('playground image build');
    expect(failure('el', { state: { waiting: { reason: 'ErrImagePull', message } } })).toBeUndefined();
    expect(failure('artifacts', { state: { waiting: { reason: 'ErrImagePull', message } } })).toBeDefined();
  });

  it('gives up on artifacts at their first failure, and on a service that ends again and again', () => {
    const terminated = { exitCode: 3, reason: 'Error' };
    expect(failure('artifacts', { state: { terminated } })).toMatchObject({
      logs: 'present',
      error: { message: 'artifacts ended with exit code 3' },
    });
    const waiting = { reason: 'CrashLoopBackOff' };
    const lastState = { terminated };
    expect(failure('el', { restartCount: 1, state: { waiting }, lastState })).toBeUndefined();
    expect(failure('el', { restartCount: 4, state: { waiting }, lastState })).toMatchObject({
      logs: 'previous',
      error: { code: 'service-died', message: 'el ended with exit code 3, 4 times' },
    });
  });

  it('leaves what is well alone', () => {
    expect(failure('artifacts', { state: { terminated: { exitCode: 0 } } })).toBeUndefined();
    expect(failure('el', { state: { waiting: { reason: 'ContainerCreating' } } })).toBeUndefined();
    expect(failure('el', { ready: true, restartCount: 9, state: { running: {} } })).toBeUndefined();
  });

  it('says when memory ran out', () => {
    const terminated = { exitCode: 137, reason: 'OOMKilled' };
    expect(failure('el', { restartCount: 4, state: { terminated } })?.error.message).toContain('more memory than its');
  });
});
