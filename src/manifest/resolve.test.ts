import { expect, test } from 'vitest';
import type { Addressing } from './addressing.ts';
import { ManifestBuilder } from './builder.ts';
import { resolve } from './resolve.ts';
import type { Manifest } from './service.ts';
import { portTemplate, serviceTemplate, udpPortTemplate } from './template.ts';

/** Processes of one machine, ports moved by one. */
const local: Addressing = {
  hostOf: () => '127.0.0.1',
  portOf: (_from, _to, port) => port.port + 1,
  artifactPath: (_service, artifact) => `/data/session/${artifact}`,
  volumePath: (service, volume) => `/data/session/volume-${service.name}-${volume.name}`,
  artifactsDir: () => '/data/session',
  bindAddress: () => '127.0.0.1',
};

/** Containers that see each other by name and find everything where it is mapped. */
const containers: Addressing = {
  hostOf: (_from, to) => to.name,
  portOf: (_from, _to, port) => port.port,
  artifactPath: (_service, _artifact, mountPath) => mountPath,
  volumePath: (_service, _volume, mountPath) => mountPath,
  artifactsDir: () => '/artifacts',
  bindAddress: () => '0.0.0.0',
};

function manifest(...args: string[]): Manifest {
  const builder = new ManifestBuilder().bootnode({ service: 'el', id: 'abcd' });
  builder
    .service('el')
    .args(udpPortTemplate('rpc', 30_303), portTemplate('http', 8545), portTemplate('authrpc', 8551))
    .port('rpc', 30_303);
  builder
    .service('beacon')
    .args(...args)
    .artifact('/data', 'everything')
    .artifact('/data/testnet', 'testnet')
    .artifact('/data/genesis.json', 'genesis.json')
    .volume('/data_beacon', 'data')
    .port('http', 3500);
  return builder.build();
}

function args(addressing: Addressing, ...templates: string[]): string[] | undefined {
  return resolve(manifest(...templates), addressing)[1]?.args;
}

test.each([
  [portTemplate('http', 3500), '3501', '3500'],
  [serviceTemplate('el', 'http'), 'http://127.0.0.1:8546', 'http://el:8545'],
  [serviceTemplate('el', 'http', 'http', '0xab'), 'http://0xab@127.0.0.1:8546', 'http://0xab@el:8545'],
  [serviceTemplate('el', 'rpc', 'enode', 'ef01'), 'enode://ef01@127.0.0.1:30304', 'enode://ef01@el:30303'],
  ['http://{{Service "el" "authrpc"}}', 'http://127.0.0.1:8552', 'http://el:8551'],
  ['{{Bootnode}}', 'enode://abcd@127.0.0.1:30304', 'enode://abcd@el:30303'],
  ['{{.Dir}}/jwtsecret', '/data/session/jwtsecret', '/artifacts/jwtsecret'],
])('%s', (template, onHost, inContainers) => {
  expect(args(local, template)).toEqual([onHost]);
  expect(args(containers, template)).toEqual([inContainers]);
});

test.each([
  ['/data/genesis.json', '/data/session/genesis.json'],
  ['--config=/data/testnet/config.yaml', '--config=/data/session/testnet/config.yaml'],
  ['/data/testnets/x', '/data/session/everything/testnets/x'],
  ['/database', '/database'],
  ['/srv/data', '/srv/data'],
  [
    'init /data/genesis.json && run --datadir /data_beacon',
    'init /data/session/genesis.json && run --datadir /data/session/volume-beacon-data',
  ],
  ['--paths=/data_beacon,/data', '--paths=/data/session/volume-beacon-data,/data/session/everything'],
  ['--path="/data_beacon/db"', '--path="/data/session/volume-beacon-data/db"'],
  ['/data_beacon2', '/data_beacon2'],
])('mapped paths: %s', (template, expected) => {
  expect(args(local, template)).toEqual([expected]);
  expect(args(containers, template)).toEqual([template]);
});

test.each([
  ['0.0.0.0', '127.0.0.1'],
  ['0.0.0.0:3500', '127.0.0.1:3500'],
  ['--listen=0.0.0.0', '--listen=127.0.0.1'],
  [`0.0.0.0:${portTemplate('http', 3500)}`, '127.0.0.1:3501'],
  ['10.0.0.0', '10.0.0.0'],
  ['0.0.0.0.example', '0.0.0.0.example'],
  ['--allow=0.0.0.0/0', '--allow=0.0.0.0/0'],
])('open addresses: %s', (template, expected) => {
  expect(args(local, template)).toEqual([expected]);
});

test('environment and preparation are resolved as arguments are', () => {
  const builder = new ManifestBuilder();
  builder
    .service('el')
    .prepare('init', '/data/genesis.json')
    .args('run')
    .env('LISTEN', `0.0.0.0:${portTemplate('http', 8545)}`)
    .artifact('/data/genesis.json', 'genesis.json');
  const [el] = resolve(builder.build(), local);
  expect(el).toMatchObject({
    args: ['run'],
    prepare: [['init', '/data/session/genesis.json']],
    env: { LISTEN: '127.0.0.1:8546' },
  });
});

test('ready checks follow the ports of the service and of its neighbours', () => {
  const builder = new ManifestBuilder();
  const url = `http://localhost:${portTemplate('ready', 21_171)}/ready`;
  builder
    .service('el')
    .port('http', 8545)
    .readyCheck({ queryUrl: url, test: ['CMD', 'curl', 'http://localhost:8545/x', 'http://127.0.0.1:9999'] });
  builder.service('el_readycheck').readyCheck({ test: ['CMD', 'curl', 'http://el:8545'] });
  const checks = (addressing: Addressing) => resolve(builder.build(), addressing).map(({ readyCheck }) => readyCheck);
  expect(checks(local)).toMatchObject([
    {
      queryUrl: 'http://127.0.0.1:21172/ready',
      test: ['CMD', 'curl', 'http://127.0.0.1:8546/x', 'http://127.0.0.1:9999'],
    },
    { test: ['CMD', 'curl', 'http://127.0.0.1:8546'] },
  ]);
  expect(checks(containers)).toMatchObject([
    {
      queryUrl: 'http://localhost:21171/ready',
      test: ['CMD', 'curl', 'http://localhost:8545/x', 'http://127.0.0.1:9999'],
    },
    { test: ['CMD', 'curl', 'http://el:8545'] },
  ]);
});

test.each([
  [serviceTemplate('ell', 'http'), 'service "beacon" names the service "ell", which does not exist'],
  [serviceTemplate('el', 'htp'), 'service "beacon" names the port "htp", which "el" does not have'],
])('%s cannot be resolved', (template, message) => {
  expect(() => args(local, template)).toThrow(expect.objectContaining({ code: 'unresolved-template', message }));
});

test('leaves the manifest as it was', () => {
  const before = manifest('/data/genesis.json', serviceTemplate('el', 'http'));
  const copy = structuredClone(before);
  expect(resolve(before, local)).toEqual(resolve(before, local));
  expect(before).toEqual(copy);
});
