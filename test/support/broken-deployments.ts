import type { DeploymentResource, DeploymentService } from '../../src/targets/kubernetes/crd/deployment-schema.ts';
import {
  ABSOLUTE_PATH_RULE,
  ARTIFACT_RULES,
  CHECK_RULES,
  DEPLOYMENT_RULES,
  NAME_RULE,
  PORTS_RULES,
  RELATIVE_PATH_RULE,
  type Rule,
  SERVICE_RULES,
  SERVICES_RULES,
  SPEC_RULES,
  STORAGE_RULES,
} from '../../src/targets/kubernetes/crd/rules.ts';

/** Small, and right. */
export function smallDeployment(): DeploymentResource {
  return {
    apiVersion: 'playground.flashbots.io/v1alpha1',
    kind: 'BuilderPlaygroundDeployment',
    metadata: { name: 'net' },
    spec: {
      recipe: 'l1',
      storage: { type: 'pvc' },
      services: [
        {
          name: 'el',
          image: 'reth',
          ports: [{ name: 'http', containerPort: 8545 }],
          readyCheck: { queryURL: 'http://localhost:8545' },
        },
        { name: 'beacon', image: 'lighthouse', dependencies: [{ name: 'el' }] },
      ],
    },
  };
}

/** As large as the bounds of the lists allow that rules go through. */
export function largestDeployment(): DeploymentResource {
  const resource = smallDeployment();
  const numbered = (prefix: string, i: number) => `${prefix}-${String(i).padStart(48 - prefix.length, '0')}`;
  const sixteen = Array.from({ length: 16 }, (_, i) => i);
  resource.metadata.name = 'n';
  resource.spec.services = Array.from({ length: 64 }, (_, i): DeploymentService => {
    // Those that are found last.
    const names = sixteen.map((j) => numbered('service', 63 - j)).filter((name) => name !== numbered('service', i));
    return {
      name: numbered('service', i),
      image: 'a'.repeat(100),
      ports: sixteen.map((j) => ({ name: numbered('port', j), containerPort: 1000 + j, protocol: 'TCP' })),
      dependencies: names.map((name) => ({ name, condition: 'healthy' })),
      readyCheck: { test: ['CMD', ...sixteen.map(String)] },
      files: sixteen.map((j) => ({ path: `/${j}${'/a'.repeat(250)}`, artifact: `${j}${'/a'.repeat(250)}` })),
    };
  });
  const expose = sixteen.map((i) => ({ service: numbered('service', 63), port: numbered('port', i) }));
  resource.spec.network = { expose: expose.map((port) => ({ ...port, type: 'NodePort' })) };
  return resource;
}

interface BrokenRule {
  rule: Rule;
  change(resource: DeploymentResource, el: DeploymentService, beacon: DeploymentService): void;
}

/** What breaks a rule, which the API server and our validator are to say in the same words. */
export const BROKEN_RULES: Record<string, BrokenRule> = {
  'a name that begins with a digit': { rule: NAME_RULE, change: ({ metadata }) => rename(metadata, '1net') },
  'a name with a dot': { rule: NAME_RULE, change: ({ metadata }) => rename(metadata, 'my.net') },
  'a long name': { rule: NAME_RULE, change: ({ metadata }) => rename(metadata, 'n'.repeat(53)) },
  'a name that is too long with that of a service': {
    rule: DEPLOYMENT_RULES.serviceNameFits,
    change({ metadata, spec }) {
      rename(metadata, 'n'.repeat(50));
      spec.services.push({ name: 's'.repeat(13), image: 'i' });
    },
  },
  'a name that is too long with that of a service in a pod of its own': {
    rule: DEPLOYMENT_RULES.podNameFits,
    change({ metadata, spec }) {
      rename(metadata, 'n'.repeat(46));
      spec.topology = 'services';
    },
  },
  'an exposed service that is not there': {
    rule: SPEC_RULES.exposedPortExists,
    change: ({ spec }) => expose(spec, 'ell', 'http'),
  },
  'an exposed port that is not there': {
    rule: SPEC_RULES.exposedPortExists,
    change: ({ spec }) => expose(spec, 'el', 'ws'),
  },
  'an exposed port of a service that has none': {
    rule: SPEC_RULES.exposedPortExists,
    change: ({ spec }) => expose(spec, 'beacon', 'http'),
  },
  'a bootnode that is not there': {
    rule: SPEC_RULES.bootnodeExists,
    change: ({ spec }) => Object.assign(spec, { bootnode: { service: 'al', id: 'ab' } }),
  },
  'a folder without a path': {
    rule: STORAGE_RULES.pathIsLocal,
    change: ({ spec }) => Object.assign(spec, { storage: { type: 'local-path' } }),
  },
  'a claim with a path': {
    rule: STORAGE_RULES.pathIsLocal,
    change: ({ spec }) => Object.assign(spec.storage, { path: '/data' }),
  },
  'a folder with a size': {
    rule: STORAGE_RULES.classIsClaimed,
    change: ({ spec }) => Object.assign(spec, { storage: { type: 'local-path', path: '/data', size: '1Gi' } }),
  },
  'a bundle without a name': {
    rule: ARTIFACT_RULES.bundleIsNamed,
    change: ({ spec }) => Object.assign(spec, { artifacts: { source: 'bundle' } }),
  },
  'names that are one in Kubernetes': {
    rule: SERVICES_RULES.namesDiffer,
    change: ({ spec }) => spec.services.push({ name: 'a-b', image: 'i' }, { name: 'a_b', image: 'i' }),
  },
  'a dependency on nobody': {
    rule: SERVICES_RULES.dependencyExists,
    change: (_resource, _el, beacon) => Object.assign(beacon, { dependencies: [{ name: 'ell' }] }),
  },
  'a dependency on an unchecked health': {
    rule: SERVICES_RULES.healthIsChecked,
    change: (_resource, el) => delete el.readyCheck,
  },
  'a service without an image': { rule: SERVICE_RULES.somethingRuns, change: (_resource, el) => delete el.image },
  'a dependency on oneself': {
    rule: SERVICE_RULES.noSelfDependency,
    change: (_resource, el) => Object.assign(el, { dependencies: [{ name: 'el' }] }),
  },
  'a number twice': {
    rule: PORTS_RULES.numbersDiffer,
    change: (_resource, el) => el.ports?.push({ name: 'ws', containerPort: 8545 }),
  },
  'two checks': {
    rule: CHECK_RULES.oneForm,
    change: (_resource, el) => Object.assign(el.readyCheck ?? {}, { test: ['CMD', 'true'] }),
  },
  'no check': {
    rule: CHECK_RULES.oneForm,
    change: (_resource, el) => Object.assign(el, { readyCheck: { interval: '1s' } }),
  },
  'a test of no form': {
    rule: CHECK_RULES.testForm,
    change: (_resource, el) => Object.assign(el, { readyCheck: { test: ['curl', 'localhost'] } }),
  },
  'an empty test': {
    rule: CHECK_RULES.testForm,
    change: (_resource, el) => Object.assign(el, { readyCheck: { test: [] } }),
  },
  'a relative path': {
    rule: ABSOLUTE_PATH_RULE,
    change: (_resource, el) => Object.assign(el, { volumes: [{ name: 'data', mountPath: 'data' }] }),
  },
  'a path with a way up': {
    rule: ABSOLUTE_PATH_RULE,
    change: (_resource, el) => Object.assign(el, { files: [{ path: '/data/..', artifact: 'a' }] }),
  },
  'a path of a node with a way up': {
    rule: ABSOLUTE_PATH_RULE,
    change: ({ spec }) => Object.assign(spec, { storage: { type: 'local-path', path: '/data/../etc' } }),
  },
  'an artifact elsewhere': {
    rule: RELATIVE_PATH_RULE,
    change: (_resource, el) => Object.assign(el, { files: [{ path: '/data', artifact: '../../etc/shadow' }] }),
  },
  'an absolute artifact': {
    rule: RELATIVE_PATH_RULE,
    change: (_resource, el) => Object.assign(el, { files: [{ path: '/data', artifact: '/etc/shadow' }] }),
  },
};

interface BrokenForm {
  /** Where our validator finds it. */
  path: string;
  /** What the API server says. */
  words: string;
  change(spec: Record<string, unknown>, el: Record<string, unknown>): void;
}

/** What has not the form of a deployment: here each has words of its own. */
export const BROKEN_FORMS: Record<string, BrokenForm> = {
  'a field that is not known': {
    path: 'spec.toplogy',
    words: 'unknown field "spec.toplogy"',
    change: (spec) => Object.assign(spec, { toplogy: 'pod' }),
  },
  'a field that is missing': {
    path: 'spec.recipe',
    words: 'spec.recipe: Required value',
    change: (spec) => delete spec.recipe,
  },
  'no services': {
    path: 'spec.services',
    words: 'spec.services in body should have at least 1 items',
    change: (spec) => Object.assign(spec, { services: [] }),
  },
  'a unit that is not known': {
    path: 'spec.storage.size',
    words: 'spec.storage.size in body should match',
    change: (spec) => Object.assign(spec, { storage: { type: 'pvc', size: '10Q' } }),
  },
  'a choice that is not there': {
    path: 'spec.storage.type',
    words: 'Unsupported value: "nfs"',
    change: (spec) => Object.assign(spec, { storage: { type: 'nfs' } }),
  },
  'a number as a text': {
    path: 'spec.services[0].ports[0].containerPort',
    words: 'must be of type integer',
    change: (_spec, el) => Object.assign(el, { ports: [{ name: 'http', containerPort: '8545' }] }),
  },
  'a number beyond its bound': {
    path: 'spec.services[0].ports[0].containerPort',
    words: 'should be less than or equal to 65535',
    change: (_spec, el) => Object.assign(el, { ports: [{ name: 'http', containerPort: 70_000 }] }),
  },
  'a port that nodes do not give away': {
    path: 'spec.network.expose[0].nodePort',
    words: 'should be greater than or equal to 30000',
    change: (spec) =>
      Object.assign(spec, { network: { expose: [{ service: 'el', port: 'http', type: 'NodePort', nodePort: 80 }] } }),
  },
  'a name with capitals': {
    path: 'spec.services[0].name',
    words: 'spec.services[0].name in body should match',
    change: (_spec, el) => Object.assign(el, { name: 'El' }),
  },
  'a text as a number': {
    path: 'spec.services[0].args[0]',
    words: 'must be of type string',
    change: (_spec, el) => Object.assign(el, { args: [8545] }),
  },
  'a long argument': {
    path: 'spec.services[0].args[0]',
    words: 'Too long: may not be more than 4096 bytes',
    change: (_spec, el) => Object.assign(el, { args: ['x'.repeat(4097)] }),
  },
  'many arguments': {
    path: 'spec.services[0].args',
    words: 'must have at most 512 items',
    change: (_spec, el) => Object.assign(el, { args: Array(513).fill('x') }),
  },
  'many variables': {
    path: 'spec.services[0].env',
    words: 'must have at most 128 items',
    change: (_spec, el) =>
      Object.assign(el, { env: Object.fromEntries(Array.from({ length: 129 }, (_, i) => [`A${i}`, ''])) }),
  },
  'a service twice': {
    path: 'spec.services[1].name',
    words: 'Duplicate value: {"name":"beacon"}',
    change: (_spec, el) => Object.assign(el, { name: 'beacon' }),
  },
  'a port twice': {
    path: 'spec.services[0].ports[1].name',
    words: 'Duplicate value: {"name":"http","protocol":"TCP"}',
    change: (_spec, el) =>
      Object.assign(el, { ports: [1, 2].map((containerPort) => ({ name: 'http', containerPort })) }),
  },
  'a pause that is no duration': {
    path: 'spec.services[0].readyCheck.interval',
    words: 'spec.services[0].readyCheck.interval in body should match',
    change: (_spec, el) => Object.assign(el, { readyCheck: { queryURL: 'http://localhost', interval: '1 second' } }),
  },
};

function rename(metadata: DeploymentResource['metadata'], name: string): void {
  metadata.name = name;
}

function expose(spec: DeploymentResource['spec'], service: string, port: string): void {
  spec.network = { expose: [{ service, port, type: 'NodePort' }] };
}
