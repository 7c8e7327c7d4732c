import { describe, expect, it } from 'vitest';
import { emptyService } from '../../../manifest/builder.ts';
import type { Manifest, Origin, Service } from '../../../manifest/service.ts';
import { type GenerateOptions, generateDeployment } from './generate-deployment.ts';

const service = (name: string, values: Partial<Service> = {}): Service => ({
  ...emptyService(name),
  image: 'some/image',
  ...values,
});

const specOf = (services: Service[], rest: Partial<Manifest> = {}, options: Partial<GenerateOptions> = {}) =>
  generateDeployment({ services, ...rest }, { name: 'net', ...options }).spec;

const generated = (...services: Service[]) => specOf(services).services;

const CHECK = { queryUrl: '', test: [], interval: 1000, startPeriod: 0, timeout: 30_000, retries: 3 };
const healthy = (name: string) => ({ name, condition: 'healthy' as const });

describe('generateDeployment', () => {
  it('is a resource of the name asked for, without a status', () => {
    expect(generateDeployment({ services: [service('el')] }, { name: 'net' })).toEqual({
      apiVersion: 'playground.flashbots.io/v1alpha1',
      kind: 'BuilderPlaygroundDeployment',
      metadata: { name: 'net' },
      spec: {
        recipe: 'l1',
        storage: { type: 'local-path', path: '/data/builder-playground/net' },
        artifacts: { source: 'generate' },
        topology: 'pod',
        services: [{ name: 'el', image: 'some/image' }],
      },
    });
  });

  it('has everything that the manifest says of a service, in the same words', () => {
    const el = service('el', {
      component: 'reth',
      tag: 'v1',
      entrypoint: '/bin/reth',
      args: ['node', '--http.port', '{{Port "http" 8545}}', '{{ .Dir }}/x', '{{Bootnode}}'],
      prepare: [['init', '{{.Dir}}']],
      env: { B: '{{Service "el" "http" "http" ""}}', A: 'on' },
      ports: [
        { name: 'http', port: 8545, protocol: 'tcp', hostPort: 12_345 },
        { name: 'p2p', port: 9000, protocol: 'udp', hostPort: 0 },
      ],
      readyCheck: { ...CHECK, test: ['CMD-SHELL', 'true'], interval: 1500, startPeriod: 600_000 },
      filesMapped: { '/data/jwt': 'jwtsecret', '/data/genesis.json': 'genesis.json' },
      volumesMapped: {
        '/data_reth': { name: 'data', isLocal: true },
        '/common': { name: 'shared:el-data', isLocal: false },
      },
      labels: { metrics_path: '/debug/metrics' },
      ungracefulShutdown: true,
    });
    expect(generated(el)).toEqual([
      {
        name: 'el',
        component: 'reth',
        image: 'some/image',
        tag: 'v1',
        entrypoint: ['/bin/reth'],
        args: ['node', '--http.port', '{{Port "http" 8545}}', '{{ .Dir }}/x', '{{Bootnode}}'],
        prepare: [['init', '{{.Dir}}']],
        env: { A: 'on', B: '{{Service "el" "http" "http" ""}}' },
        ports: [
          { name: 'http', containerPort: 8545 },
          { name: 'p2p', containerPort: 9000, protocol: 'UDP' },
        ],
        readyCheck: {
          test: ['CMD-SHELL', 'true'],
          interval: '1500ms',
          timeout: '30s',
          retries: 3,
          startPeriod: '10m',
        },
        files: [
          { path: '/data/genesis.json', artifact: 'genesis.json' },
          { path: '/data/jwt', artifact: 'jwtsecret' },
        ],
        volumes: [
          { name: 'el-data', mountPath: '/common', shared: true },
          { name: 'data', mountPath: '/data_reth' },
        ],
        labels: { metrics_path: '/debug/metrics' },
      },
    ]);
  });

  it('carries the bootnode', () => {
    const bootnode = { service: 'el', id: 'ab' };
    expect(specOf([service('el')], { bootnode }).bootnode).toEqual(bootnode);
  });

  it('keeps labels that only programs of ours understand to itself', () => {
    const labels = { 'health-check-sidecar': 'x', 'use-host-execution': 'true', 'playground.session': 's', team: 'a' };
    expect(generated(service('el', { labels }))[0]).toMatchObject({ labels: { team: 'a' }, useHostExecution: true });
  });
});

describe('health monitors', () => {
  const watched = service('el', { labels: { 'health-check-sidecar': 'el_healthmon' } });
  const monitor = service('el_healthmon', {
    entrypoint: 'healthmon',
    args: ['--chain', 'execution'],
    readyCheck: { ...CHECK, test: ['CMD', 'wget', 'http://127.0.0.1:21171/ready'] },
  });

  it('wait for what they watch, and listen on a port that can move', () => {
    expect(generated(watched, monitor)[1]).toEqual({
      name: 'el_healthmon',
      image: 'some/image',
      entrypoint: ['healthmon'],
      args: ['--chain', 'execution', '--service.addr', '0.0.0.0:{{Port "http" 21171}}'],
      ports: [{ name: 'http', containerPort: 21_171 }],
      dependencies: [{ name: 'el', condition: 'running' }],
      readyCheck: {
        test: ['CMD', 'wget', 'http://127.0.0.1:21171/ready'],
        interval: '1s',
        timeout: '30s',
        retries: 3,
      },
    });
  });

  it('are left alone where they say where they listen', () => {
    const args = ['--service.addr', '0.0.0.0:1'];
    expect(generated({ ...monitor, args })[0]).toMatchObject({ args });
  });

  it('are what is waited for, where a service is waited for that has one', () => {
    const relay = service('relay', { dependsOn: [healthy('el')] });
    expect(generated(watched, monitor, relay)[2]?.dependencies).toEqual([healthy('el_healthmon')]);
  });

  it('are no dependency of their own where one is there already', () => {
    const dependsOn = [healthy('db'), { name: 'el', condition: 'running' as const }];
    const [, last] = generated(watched, { ...monitor, dependsOn });
    expect(last?.dependencies).toEqual([{ name: 'el', condition: 'running' }, healthy('db')]);
  });
});

describe('a container that only asks for a URL', () => {
  const url = (queryUrl: string) => ({ ...CHECK, queryUrl, test: ['CMD', 'curl', queryUrl] });
  const api = service('api', { labels: { 'health-check-sidecar': 'api_readycheck' } });
  const helper = service('api_readycheck', { readyCheck: url('http://api:8081/readyz') });
  const proxy = service('proxy', { dependsOn: [healthy('api_readycheck'), { name: 'api', condition: 'running' }] });

  it('is folded into the service that it asks', () => {
    expect(generated(api, proxy, helper)).toEqual([
      {
        name: 'api',
        image: 'some/image',
        readyCheck: { queryURL: 'http://localhost:8081/readyz', interval: '1s', timeout: '30s', retries: 3 },
      },
      { name: 'proxy', image: 'some/image', dependencies: [healthy('api')] },
    ]);
  });

  it.each([
    ['http://api', 'http://localhost'],
    ['http://api/x', 'http://localhost/x'],
    ['http://api2:80', 'http://api2:80'],
    ['http://other/?u=http://api', 'http://other/?u=http://api'],
  ])('asks %s as %s', (asked, queryURL) => {
    expect(generated(api, { ...helper, readyCheck: url(asked) })[0]?.readyCheck?.queryURL).toBe(queryURL);
  });

  it('stays where the service has a check of its own', () => {
    const checked = { ...api, readyCheck: { ...CHECK, test: ['CMD', 'true'] } };
    expect(generated(checked, helper).map(({ name }) => name)).toEqual(['api', 'api_readycheck']);
  });
});

describe('programs of this machine', () => {
  it('stay there, with or without an image', () => {
    expect(generated({ ...emptyService('el'), hostPath: '/bin/geth' })).toEqual([
      { name: 'el', useHostExecution: true },
    ]);
    expect(generated(service('el', { hostPath: '/bin/geth' }))[0]).toMatchObject({ image: 'some/image' });
  });

  it('name a file that has a relative path by the folder of all files', () => {
    const builder = service('builder', {
      args: ['run', 'b.toml', '--x=b.toml,{{Port "b.toml" 1}}', 'ab.toml'],
      prepare: [['b.toml']],
      env: { CONFIG: 'b.toml' },
      filesMapped: { 'b.toml': 'config/b.toml', '/data/c': 'c' },
    });
    expect(generated(builder)[0]).toMatchObject({
      args: ['run', '{{.Dir}}/config/b.toml', '--x={{.Dir}}/config/b.toml,{{Port "b.toml" 1}}', 'ab.toml'],
      prepare: [['{{.Dir}}/config/b.toml']],
      env: { CONFIG: '{{.Dir}}/config/b.toml' },
      files: [{ path: '/data/c', artifact: 'c' }],
    });
  });
});

describe('what pods cannot run', () => {
  it('is named, with what to do', () => {
    const naked = (name: string) => ({ ...service(name), image: '' });
    expect(() => generated(service('a'), naked('b'))).toThrow(
      expect.objectContaining({
        code: 'image-missing',
        kind: 'usage',
        message: 'service "b" has no image, and a cluster runs nothing else',
        hint: expect.stringMatching(/"image".*manifest\.json.*use-host-execution/),
        details: { services: ['b'] },
      }),
    );
    expect(() => generated(naked('a'), naked('b'))).toThrow('services "a", "b" have no image');
  });

  it('is a service of shell commands, too', () => {
    const hooks = { lifecycleHooks: true, start: './start.sh' };
    expect(() => generated({ ...emptyService('vm'), ...hooks })).toThrow(
      expect.objectContaining({ code: 'lifecycle-hooks', message: expect.stringContaining('service "vm" consists') }),
    );
  });
});

describe('what was asked for', () => {
  const origin: Origin = {
    recipe: 'opstack',
    flags: { 'block-time': '1s', a: 'b' },
    seed: 's',
    genesisTime: 7,
    genesisDelay: 2500,
    kubernetes: { storageType: 'pvc', storageClass: 'fast', topology: 'services', network: 'n' },
  };

  it('is taken from the origin', () => {
    expect(specOf([service('el')], { origin })).toMatchObject({
      recipe: 'opstack',
      storage: { type: 'pvc', storageClass: 'fast', size: '10Gi' },
      artifacts: {
        source: 'generate',
        seed: 's',
        genesisTime: 7,
        genesisDelay: '2500ms',
        options: { a: 'b', 'block-time': '1s' },
      },
      topology: 'services',
      network: { name: 'n' },
    });
  });

  it('is what is asked for now, where the two differ', () => {
    const now = { storageSize: '1Gi', topology: 'pod', network: 'other' } as const;
    expect(specOf([service('el')], { origin }, now)).toMatchObject({
      storage: { type: 'pvc', storageClass: 'fast', size: '1Gi' },
      topology: 'pod',
      network: { name: 'other' },
    });
  });

  it('says how files are made only where they are made', () => {
    expect(specOf([service('el')], { origin }, { artifacts: 'existing' }).artifacts).toEqual({ source: 'existing' });
  });

  it.each([
    [{}, {}, { type: 'local-path', path: '/data/builder-playground/net' }],
    [{ storageType: 'pvc' }, {}, { type: 'pvc', size: '10Gi' }],
    [{ storageClass: 'fast' }, {}, { type: 'pvc', size: '10Gi', storageClass: 'fast' }],
    [{ storagePath: '/x' }, { storageType: 'pvc' }, { type: 'local-path', path: '/x' }],
    [{ storageType: 'local-path' }, { storageClass: 'fast', storageType: 'pvc' }, { type: 'local-path' }],
    [{ storageType: 'pvc' }, { storagePath: '/x' }, { type: 'pvc', size: '10Gi' }],
    [{}, { storagePath: '/x' }, { type: 'local-path', path: '/x' }],
    [{ storageSize: '2Gi' }, { storagePath: '/x' }, { type: 'pvc', size: '2Gi' }],
  ] as const)('with %j now and %j then, data lies in %j', (now, kubernetes, storage) => {
    const then = { recipe: 'l1', flags: {}, kubernetes };
    expect(specOf([service('el')], { origin: then }, now).storage).toMatchObject(storage);
  });

  it('names another image with our own programs once, for all services that come from it', () => {
    const own = service('own', { image: 'builder-playground', tag: '0.1.0' });
    expect(specOf([own], {}, { image: 'host:5000/mine:v1' })).toMatchObject({
      playgroundImage: 'host:5000/mine:v1',
      services: [{ name: 'own', image: 'builder-playground', tag: '0.1.0' }],
    });
  });

  it('names the bundle only where the files come from one', () => {
    const parts = [{ kind: 'ConfigMap' as const, name: 'net-files-0' }];
    const bundle = { name: 'net-files', sha256: 'ab', parts };
    expect(specOf([service('el')], {}, { artifacts: 'bundle', bundle }).artifacts).toEqual({
      source: 'bundle',
      bundle,
    });
    expect(specOf([service('el')], {}, { bundle }).artifacts).toEqual({ source: 'generate' });
  });
});

describe('a manifest that does not say its recipe', () => {
  it.each([
    [['el', 'beacon'], 'l1'],
    [['el', 'op-node'], 'opstack'],
    [['builder-hub-db', 'el'], 'buildernet'],
  ])('with %j is of %s', (names, recipe) => {
    expect(specOf(names.map((name) => service(name))).recipe).toBe(recipe);
  });
});
