import { describe, expect, it } from 'vitest';
import type { ReadyCheck } from '../../../manifest/service.ts';
import { readinessProbe, startupProbe } from './probes.ts';

const check = (values: Partial<ReadyCheck>): ReadyCheck => ({
  queryUrl: '',
  test: [],
  interval: 0,
  startPeriod: 0,
  timeout: 0,
  retries: 0,
  ...values,
});
const route = { service: 'beacon', direct: false, probePort: 21_170 };

describe('probes', () => {
  it('ask our own programs themselves, and others through our probe', () => {
    const url = check({ queryUrl: 'http://localhost:3500/eth/v1/node/syncing?x=1' });
    expect(readinessProbe(url, { ...route, direct: true })?.httpGet).toEqual({
      path: '/eth/v1/node/syncing?x=1',
      port: 3500,
    });
    expect(readinessProbe(url, route)?.httpGet).toEqual({
      path: '/eth/v1/node/syncing?x=1',
      port: 21_170,
      httpHeaders: [
        { name: 'Playground-Service', value: 'beacon' },
        { name: 'Playground-Timeout', value: '4900ms' },
      ],
    });
  });

  it('run commands as Docker does', () => {
    expect(readinessProbe(check({ test: ['CMD', 'pg_isready', '-q'] }), route)?.exec?.command).toEqual([
      'pg_isready',
      '-q',
    ]);
    expect(readinessProbe(check({ test: ['CMD-SHELL', 'a && b'] }), route)?.exec?.command).toEqual([
      'sh',
      '-c',
      'a && b',
    ]);
    expect(readinessProbe(check({ test: ['NONE'] }), route)).toBeUndefined();
  });

  it('count in whole seconds, and give a start five minutes at the least', () => {
    const quick = check({ test: ['CMD', 'x'], interval: 200, timeout: 1500, retries: 20 });
    expect(readinessProbe(quick, route)).toMatchObject({ periodSeconds: 1, timeoutSeconds: 2, failureThreshold: 20 });
    expect(startupProbe(quick, route)).toMatchObject({ periodSeconds: 1, failureThreshold: 300 });
    const patient = check({ test: ['CMD', 'x'], interval: 10_000, startPeriod: 600_000, retries: 5 });
    expect(startupProbe(patient, route)).toMatchObject({ periodSeconds: 10, failureThreshold: 65 });
  });
});
