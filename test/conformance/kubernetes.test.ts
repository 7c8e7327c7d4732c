import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VERSION } from '../../src/lib/version.ts';
import type { Addressing } from '../../src/manifest/addressing.ts';
import { decodeManifest, encodeManifest } from '../../src/manifest/codec.ts';
import { resolve } from '../../src/manifest/resolve.ts';
import type { Manifest, Origin } from '../../src/manifest/service.ts';
import { validate } from '../../src/manifest/validate.ts';
import { assembleL1 } from '../../src/recipes/l1.ts';
import type { CookContext, FlagValues } from '../../src/recipes/recipe.ts';
import type { DeploymentResource, DeploymentService } from '../../src/targets/kubernetes/crd/deployment-schema.ts';
import { deploymentText } from '../../src/targets/kubernetes/generate/deployment-text.ts';
import { type GenerateOptions, generateDeployment } from '../../src/targets/kubernetes/generate/generate-deployment.ts';
import { readResources } from '../../src/targets/kubernetes/read/read-resources.ts';
import { toManifest } from '../../src/targets/kubernetes/render/to-manifest.ts';
import { validateDeployment } from '../../src/targets/kubernetes/validate/validate-deployment.ts';
import { conformancePath } from '../support/conformance.ts';
import { isSkip } from '../support/real-world.ts';

const folder = conformancePath('go-playground');
const goCases = isSkip(folder) ? [] : readdirSync(folder);

const CONTEXT: CookContext = {
  sessionId: 'pet',
  genesisTime: 1_700_000_000,
  logLevel: 'info',
  place: 'none',
  prefundedAccounts: [],
};

/** Recipes of ours, and what is asked of them. */
const OURS: Record<string, { flags: FlagValues; place?: CookContext['place'] }> = {
  reference: { flags: {} },
  embedded: { flags: { 'sample-builder': true, 'block-time': 1000 }, place: 'cluster' },
  'geth and Prysm': { flags: { el: 'geth', cl: 'prysm', 'use-separate-mev-boost': true } },
  'a native reth': { flags: { 'use-native-reth': true } },
  'an engine of one’s own': { flags: { 'secondary-el': 'http://host.docker.internal:9551', rbuilder: true } },
};

function ours(name: string): Manifest {
  const { flags = {}, place = 'none' } = OURS[name] ?? {};
  const origin: Origin = { recipe: 'l1', flags: {} };
  return { ...assembleL1(flags, { ...CONTEXT, place }).manifest, origin };
}

/** Each manifest by the text of its file, which is all that the generator gets. */
const CASES: [string, () => string][] = [
  ...goCases.map((name): [string, () => string] => [
    `${name} of the Go builder-playground`,
    () => readFileSync(join(String(folder), name, 'manifest.json'), 'utf8'),
  ]),
  ...Object.keys(OURS).map((name): [string, () => string] => [`l1 with ${name}`, () => encodeManifest(ours(name))]),
];

const STORAGES = [{}, { storageType: 'pvc' }] as const;
const TOPOLOGIES = ['pod', 'services'] as const;
const INTERNAL = /^(health-check-sidecar|use-host-execution|playground)/;

const serviceOf = (resource: DeploymentResource, name: string) =>
  resource.spec.services.find((service) => service.name === name) as DeploymentService;

/** Every service under its own name, as it stands: what the two may differ in is the port of a health monitor. */
const asTheyAre: Addressing = {
  hostOf: (_from, to) => to.name,
  portOf: (_from, _to, port) => port.port,
  artifactPath: (_service, artifact) => `/session/${artifact}`,
  volumePath: (service, { name }) => `/session/volume-${name.replace(/^(?!shared:)/, `${service.name}-`)}`,
  artifactsDir: () => '/session',
  bindAddress: () => '0.0.0.0',
};

test('there are cases', () => {
  if (!isSkip(folder)) expect(goCases.length).toBeGreaterThanOrEqual(11);
});

describe.each(CASES)('%s', (_name, text) => {
  const manifest = decodeManifest(text());
  const options = (more: Partial<GenerateOptions> = {}) => ({ name: 'net', ...more });
  const resource = generateDeployment(manifest, options());

  describe.each(STORAGES)('with storage %j', (storage) => {
    test.each(TOPOLOGIES)('and topology %s is a resource that is read and found right', (topology) => {
      const asked = options({ ...storage, topology });
      const { text: yaml } = deploymentText(manifest, asked);
      const { documents, problems } = readResources(yaml, 'k8s-manifest.yaml');
      expect(problems).toEqual([]);
      expect(documents.map((document) => document.resource)).toEqual([generateDeployment(manifest, asked)]);
      expect(validateDeployment(generateDeployment(manifest, asked))).toEqual([]);
    });
  });

  test('is the same every time, byte by byte', () => {
    const first = deploymentText(manifest, options()).text;
    expect(deploymentText(decodeManifest(text()), options()).text).toBe(first);
    expect(deploymentText(decodeManifest(encodeManifest(manifest)), options()).text).toBe(first);
  });

  test('tells nothing that is for this program alone', () => {
    const labels = resource.spec.services.flatMap((service) => Object.keys(service.labels ?? {}));
    expect(labels.filter((name) => INTERNAL.test(name))).toEqual([]);
    expect(resource).not.toHaveProperty('status');
    expect(resource.spec.services.filter(({ name }) => name.endsWith('_readycheck'))).toEqual([]);
  });

  test('keeps every argument and every template', () => {
    const kept = manifest.services.filter(({ name }) => !name.endsWith('_readycheck'));
    expect(resource.spec.services.map(({ name }) => name)).toEqual(kept.map(({ name }) => name));
    for (const { name, args, env, image, tag } of kept.filter(({ filesMapped }) => hasAbsolutePaths(filesMapped))) {
      const service = serviceOf(resource, name);
      expect(service.args?.slice(0, args.length) ?? []).toEqual(args);
      expect(service.env ?? {}).toEqual(env);
      expect([service.image, service.tag]).toEqual([image, tag]);
    }
  });

  test('means the same as the manifest', () => {
    const back = toManifest(resource);
    expect(validate(back)).toEqual([]);
    const theirs = resolve(manifest, asTheyAre);
    for (const { service, entrypoint, args, prepare, env } of resolve(back, asTheyAre)) {
      const original = theirs.find((one) => one.service.name === service.name);
      const isMonitor = entrypoint === 'healthmon';
      expect(isMonitor ? args.slice(0, -2) : args).toEqual(original?.args);
      expect([entrypoint, prepare, env]).toEqual([original?.entrypoint, original?.prepare, original?.env]);
    }
  });

  test('says who waits for whom', () => {
    for (const { name, labels } of manifest.services) {
      const monitor = serviceOf(resource, labels['health-check-sidecar'] ?? '');
      if (monitor !== undefined) expect(monitor.dependencies).toContainEqual({ name, condition: 'running' });
    }
    for (const { dependsOn, name } of manifest.services.filter(({ name }) => serviceOf(resource, name))) {
      const named = serviceOf(resource, name).dependencies ?? [];
      for (const dependency of dependsOn) {
        const target = dependency.name.replace(/_readycheck$/, '');
        expect(named).toContainEqual({ ...dependency, name: target });
        if (dependency.condition === 'healthy') expect(serviceOf(resource, target).readyCheck).toBeDefined();
      }
    }
  });
});

function hasAbsolutePaths(filesMapped: Record<string, string>): boolean {
  return Object.keys(filesMapped).every((path) => path.startsWith('/'));
}

describe.skipIf(isSkip(folder))('what only the Go builder-playground has', () => {
  const go = (name: string) =>
    generateDeployment(decodeManifest(readFileSync(join(String(folder), name, 'manifest.json'), 'utf8')), {
      name: 'net',
    });

  test.each([
    ['l1', 'l1'],
    ['rbuilder-bin', 'l1'],
    ['opstack', 'opstack'],
    ['opstack-flash', 'opstack'],
    ['buildernet', 'buildernet'],
  ])('%s is told from its services to be of the recipe %s', (name, recipe) => {
    expect(go(name).spec.recipe).toBe(recipe);
  });

  test('URLs that a curl beside a service asks for are asked of the service itself', () => {
    const resource = go('buildernet');
    expect(serviceOf(resource, 'builder-hub-api').readyCheck).toEqual({
      queryURL: 'http://localhost:8081/readyz',
      interval: '1s',
      timeout: '30s',
      retries: 3,
      startPeriod: '1s',
    });
    const proxy = serviceOf(resource, 'builder-hub-proxy');
    expect(proxy.dependencies).toEqual([{ name: 'builder-hub-api', condition: 'healthy' }]);
  });

  test('programs of the machine stay there, and find their files', () => {
    const resource = go('rbuilder-bin');
    const onHost = resource.spec.services.filter(({ useHostExecution }) => useHostExecution);
    expect(onHost.map(({ name }) => name)).toEqual(['el', 'rbuilder']);
    expect(serviceOf(resource, 'rbuilder').args).toEqual(['run', '{{.Dir}}/rbuilder.toml']);
  });

  test('a volume that two share is one', () => {
    const { volumes } = serviceOf(go('rbuilder-container'), 'rbuilder');
    expect(volumes).toEqual([{ name: 'el-data', mountPath: '/data_reth', shared: true }]);
  });

  test('two health monitors listen where each can be moved', () => {
    const monitors = go('opstack').spec.services.filter(({ name }) => name.endsWith('_healthmon'));
    expect(monitors).toHaveLength(3);
    for (const { ports, args } of monitors) {
      expect(ports).toEqual([{ name: 'http', containerPort: 21_171 }]);
      expect(args?.slice(-2)).toEqual(['--service.addr', '0.0.0.0:{{Port "http" 21171}}']);
    }
  });
});

describe('the file of', () => {
  const WISHES = { storageType: 'pvc', storageClass: 'fast', topology: 'services', network: 'devnet' } as const;

  test.each([
    ['reference', 'kubernetes-reference.yaml', { recipe: 'l1', flags: { clients: 'reference' }, seed: 'one' }],
    [
      'embedded',
      'kubernetes-embedded.yaml',
      { recipe: 'l1', flags: { 'block-time': '1s' }, genesisTime: 1_700_000_000, kubernetes: WISHES },
    ],
  ])('l1 with %s', async (name, snapshot, origin: Origin) => {
    const { text } = deploymentText({ ...ours(name), origin }, { name: 'pet' });
    await expect(text.replaceAll(VERSION, 'VERSION')).toMatchFileSnapshot(`snapshots/${snapshot}`);
  });
});
