import { expect, test } from 'vitest';
import { HOST_EXECUTION_LABEL } from '../../../manifest/sidecar.ts';
import type { DeploymentResource, DeploymentService } from '../crd/deployment-schema.ts';
import { toManifest } from './to-manifest.ts';

const resource = (...services: DeploymentService[]): DeploymentResource => ({
  apiVersion: 'playground.flashbots.io/v1alpha1',
  kind: 'BuilderPlaygroundDeployment',
  metadata: { name: 'net' },
  spec: { recipe: 'l1', storage: { type: 'pvc' }, bootnode: { service: 'el', id: 'ab' }, services },
});

test('fills in what a resource may leave out', () => {
  expect(toManifest(resource({ name: 'el', image: 'geth' }))).toEqual({
    sessionId: 'net',
    bootnode: { service: 'el', id: 'ab' },
    services: [
      {
        name: 'el',
        image: 'geth',
        ...{
          args: [],
          env: {},
          labels: {},
          ports: [],
          nodeRefs: [],
          dependsOn: [],
          filesMapped: {},
          volumesMapped: {},
        },
      },
    ],
  });
});

test('says the same in the words of a manifest', () => {
  const { services } = toManifest(
    resource({
      name: 'el',
      image: 'geth',
      tag: 'v1',
      component: 'geth',
      entrypoint: ['/bin/sh', '-c'],
      args: ['{{Port "http" 8545}}'],
      prepare: [['init']],
      env: { A: '1' },
      labels: { tier: 'chain' },
      ports: [
        { name: 'http', containerPort: 8545 },
        { name: 'p2p', containerPort: 9000, protocol: 'UDP' },
      ],
      dependencies: [{ name: 'beacon' }, { name: 'relay', condition: 'running' }],
      readyCheck: {
        queryURL: 'http://localhost:8545',
        interval: '200ms',
        timeout: '1m30s',
        startPeriod: '2s',
        retries: 5,
      },
      files: [{ path: '/genesis.json', artifact: 'genesis.json' }],
      volumes: [
        { name: 'data', mountPath: '/data' },
        { name: 'chain', mountPath: '/chain', shared: true },
      ],
      useHostExecution: true,
    }),
  );
  expect(services).toEqual([
    {
      name: 'el',
      image: 'geth',
      tag: 'v1',
      component: 'geth',
      entrypoint: '/bin/sh',
      args: ['{{Port "http" 8545}}'],
      prepare: [['init']],
      env: { A: '1' },
      labels: { tier: 'chain', [HOST_EXECUTION_LABEL]: 'true' },
      ports: [
        { name: 'http', port: 8545, protocol: 'tcp', hostPort: 0 },
        { name: 'p2p', port: 9000, protocol: 'udp', hostPort: 0 },
      ],
      nodeRefs: [],
      dependsOn: [
        { name: 'beacon', condition: 'healthy' },
        { name: 'relay', condition: 'running' },
      ],
      readyCheck: {
        queryUrl: 'http://localhost:8545',
        test: [],
        interval: 200,
        timeout: 90_000,
        startPeriod: 2000,
        retries: 5,
      },
      filesMapped: { '/genesis.json': 'genesis.json' },
      volumesMapped: { '/data': { name: 'data', isLocal: false }, '/chain': { name: 'shared:chain', isLocal: false } },
    },
  ]);
});
