import { describe, expect, it } from 'vitest';
import type { ClusterEvent, ContainerStatus, Pod } from './pod.ts';
import { type ProgressInput, serviceProgress } from './service-progress.ts';

const TITLES = new Map([
  ['el', 'el'],
  ['el-healthmon', 'el_healthmon'],
  ['beacon', 'beacon'],
]);

function pod(statuses: Record<string, Partial<ContainerStatus>>, values: Partial<Pod> = {}): Pod {
  const status = (name: string): ContainerStatus[] => {
    const given = statuses[name];
    return given === undefined ? [] : [{ name, ready: false, restartCount: 0, ...given }];
  };
  return {
    metadata: { name: 'net-0', uid: 'u1' },
    spec: {
      initContainers: [
        { name: 'artifacts', image: 'builder-playground:1' },
        { name: 'beacon', image: 'beacon:1', restartPolicy: 'Always', startupProbe: {} },
      ],
      containers: [
        { name: 'el', image: 'el:1' },
        { name: 'el-healthmon', image: 'mon:1', readinessProbe: {} },
      ],
    },
    status: {
      initContainerStatuses: [...status('artifacts'), ...status('beacon')],
      containerStatuses: [...status('el'), ...status('el-healthmon')],
    },
    ...values,
  };
}

function event(container: string, reason: string, message: string, second = 1): ClusterEvent {
  return {
    metadata: { name: `${container}.${reason}.${second}` },
    involvedObject: { uid: 'u1', fieldPath: `spec.containers{${container}}` },
    reason,
    message,
    lastTimestamp: new Date(second * 1000).toISOString(),
  };
}

function progress(container: string, values: Partial<ProgressInput>) {
  return serviceProgress({ pod: undefined, container, titles: TITLES, events: [], noPod: undefined, ...values });
}

const INITIALIZING = { state: { waiting: { reason: 'PodInitializing' } } };
const DONE = { state: { terminated: { exitCode: 0 } } };
const RUNNING = { state: { running: { startedAt: '2026-01-02T10:11:12Z' } } };

describe('serviceProgress', () => {
  it('tells why there is no pod', () => {
    expect(progress('el', {})).toMatchObject({ state: 'waiting', detail: 'for its pod', done: false });
    expect(progress('el', { noPod: 'forbidden: violates PodSecurity' }).detail).toBe('forbidden: violates PodSecurity');
  });

  it('has the scheduler say why a pod has no node', () => {
    const condition = {
      type: 'PodScheduled',
      status: 'False',
      message: '0/1 nodes are available: 1 Insufficient cpu.',
    };
    const unplaced = pod({}, { status: { conditions: [condition] } });
    expect(progress('el', { pod: unplaced })).toMatchObject({ state: 'waiting', detail: condition.message });
  });

  it('names the init container that all others wait for, and what it does', () => {
    const statuses = { artifacts: INITIALIZING, beacon: INITIALIZING, el: INITIALIZING };
    const events = [event('artifacts', 'Pulling', 'Pulling image "builder-playground:1"')];
    expect(progress('el', { pod: pod(statuses), events }).detail).toBe('for artifacts: pulling builder-playground:1');
    const failing = { ...statuses, artifacts: { state: { terminated: { exitCode: 1, reason: 'Error' } } } };
    expect(progress('el', { pod: pod(failing) }).detail).toBe('for artifacts, which ended: exit code 1');
  });

  it('waits for a sidecar until it has started', () => {
    const statuses = { artifacts: DONE, beacon: { ...RUNNING, started: false }, el: INITIALIZING };
    expect(progress('el', { pod: pod(statuses) })).toMatchObject({ state: 'waiting', detail: 'for beacon' });
    const started = { ...statuses, beacon: { ...RUNNING, started: true, ready: true } };
    expect(progress('beacon', { pod: pod(started) })).toEqual({ state: 'healthy', detail: '', done: true });
    expect(progress('el', { pod: pod(started) })).toMatchObject({ state: 'starting' });
  });

  it('repeats the last complaint of the kubelet, with the time since when', () => {
    const statuses = { artifacts: DONE, 'el-healthmon': RUNNING };
    expect(progress('el-healthmon', { pod: pod(statuses) })).toMatchObject({
      state: 'running',
      detail: 'not ready yet',
    });
    const events = [
      event('el-healthmon', 'Unhealthy', 'Readiness probe failed: statuscode: 503', 2),
      event('el-healthmon', 'Unhealthy', 'Readiness probe failed: connection refused', 1),
      event('el', 'Unhealthy', 'of another container', 3),
    ];
    expect(progress('el-healthmon', { pod: pod(statuses), events })).toEqual({
      state: 'unhealthy',
      detail: 'Readiness probe failed: statuscode: 503 (since 10:11:12 UTC)',
      done: false,
    });
  });

  it('counts a service without a check as done once it runs', () => {
    expect(progress('el', { pod: pod({ el: { ...RUNNING, restartCount: 2 } }) })).toEqual({
      state: 'running',
      detail: 'restarted 2 times',
      done: true,
    });
  });

  it('tells of images that cannot be had, of ends and of crash loops', () => {
    const backOff = { state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off\n pulling' } } };
    expect(progress('el', { pod: pod({ el: backOff }) })).toMatchObject({
      state: 'unhealthy',
      detail: 'ImagePullBackOff: Back-off pulling',
    });
    const killed = { state: { terminated: { exitCode: 137, reason: 'OOMKilled' } } };
    expect(progress('el', { pod: pod({ el: killed }) })).toMatchObject({
      state: 'exited',
      detail: 'exit code 137 (OOMKilled)',
    });
    const looping = { state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s' } } };
    expect(progress('el', { pod: pod({ el: looping }) })).toMatchObject({ state: 'exited', detail: 'back-off 10s' });
  });
});
