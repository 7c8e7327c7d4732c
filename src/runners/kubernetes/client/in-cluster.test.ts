import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inCluster } from './in-cluster.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'playground-account-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is the service account of the pod', () => {
  writeFileSync(join(folder, 'token'), 'abc');
  writeFileSync(join(folder, 'namespace'), 'mine\n');
  const environment = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' };
  expect(inCluster(environment, folder)).toMatchObject({
    currentContext: 'in-cluster',
    clusters: [{ server: 'https://[fd00::1]:6443', caFile: join(folder, 'ca.crt'), skipTLSVerify: false }],
    contexts: [{ name: 'in-cluster', namespace: 'mine' }],
    users: [{ authProvider: { config: { tokenFile: join(folder, 'token') } } }],
  });
  expect(inCluster({ KUBERNETES_SERVICE_HOST: '10.0.0.1' }, folder)?.clusters[0]?.server).toBe('https://10.0.0.1:443');
});

it('is nothing outside of a pod', () => {
  expect(inCluster({ KUBERNETES_SERVICE_HOST: '10.0.0.1' }, folder)).toBeUndefined();
  writeFileSync(join(folder, 'token'), 'abc');
  expect(inCluster({}, folder)).toBeUndefined();
});
