import { describe, expect, it } from 'vitest';
import { type LogPod, logRun } from './log-run.ts';

type Status = NonNullable<NonNullable<LogPod['status']>['containerStatuses']>[number];

const podWith = (status: Partial<Status>, more: Partial<LogPod> = {}, phase = 'Running'): LogPod => ({
  metadata: { uid: '1' },
  spec: {},
  status: { phase, containerStatuses: [{ name: 'x', restartCount: 2, ...status }] },
  ...more,
});
const running = { state: { running: {} } };
const ended = { state: { terminated: { exitCode: 1 } } };

describe('the latest run of a container', () => {
  it('runs, or has ended', () => {
    expect(logRun(podWith(running), 'x')).toEqual({ number: 2, ended: false, last: false });
    expect(logRun(podWith(ended), 'x')).toEqual({ number: 2, ended: true, last: false });
  });

  it('is still the one before while the next waits to be started', () => {
    const waiting = { lastState: { terminated: {} }, state: {} };
    expect(logRun(podWith(waiting), 'x')).toEqual({ number: 2, ended: true, last: false });
  });

  it('has not begun', () => {
    expect(logRun(podWith({ state: {} }), 'x')).toBeUndefined();
    expect(logRun(podWith(running), 'y')).toBeUndefined();
    expect(logRun({ metadata: { uid: '1' }, spec: {} }, 'x')).toBeUndefined();
  });

  it('is the last one when the pod is done or deleted', () => {
    expect(logRun(podWith(ended, {}, 'Failed'), 'x')).toMatchObject({ last: true });
    const deleted = { metadata: { uid: '1', deletionTimestamp: '2026-11-26T10:00:00Z' } };
    expect(logRun(podWith(ended, deleted), 'x')).toMatchObject({ last: true });
    expect(logRun(podWith(running, deleted), 'x')).toMatchObject({ last: false });
  });

  it('is the last one of a container that prepares, once it went well', () => {
    const pod = (exitCode: number, restartPolicy?: string): LogPod => ({
      metadata: { uid: '1' },
      spec: { initContainers: [{ name: 'x', ...(restartPolicy === undefined ? {} : { restartPolicy }) }] },
      status: { initContainerStatuses: [{ name: 'x', restartCount: 0, state: { terminated: { exitCode } } }] },
    });
    expect(logRun(pod(0), 'x')).toMatchObject({ last: true });
    expect(logRun(pod(1), 'x')).toMatchObject({ last: false });
    expect(logRun(pod(0, 'Always'), 'x')).toMatchObject({ last: false });
  });
});
