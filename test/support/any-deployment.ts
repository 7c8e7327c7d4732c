import fc from 'fast-check';
import type {
  DeploymentPort,
  DeploymentResource,
  DeploymentService,
} from '../../src/targets/kubernetes/crd/deployment-schema.ts';

const SERVICE_NAMES = [
  'el',
  'beacon',
  'el_healthmon',
  'op-geth',
  'rollup_boost',
  'a1',
  'x',
  'web-proxy',
  'relay',
  'db',
];
/** What makes Services and containers differ from a plain list: long, with signs, of digits, twice with both protocols. */
const PORT_NAMES = ['http', 'p2p', 'ws', 'authrpc', 'metrics_port', 'a-very-long-name-of-a-port', '8545', 'http-1'];
const TEXTS = ['plain', '$(HOME)', 'a b', '', '{{.Dir}}/genesis.json', "it's $$1", '--flag=é', '/data/x', '0.0.0.0'];
const VARIABLES = ['RUST_LOG', 'HOME', 'API_TOKEN', 'DB_PASSWORD', 'a.b-c'];

/** One name, or one number, for one protocol. */
function clash(a: DeploymentPort, b: DeploymentPort): boolean {
  const sameProtocol = (a.protocol ?? 'TCP') === (b.protocol ?? 'TCP');
  return sameProtocol && (a.name === b.name || a.containerPort === b.containerPort);
}

/** Numbers of one service: dependencies and references are those of services by their number, modulo how many there are. */
const anyDraft = fc.record({
  ports: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom(...PORT_NAMES),
      containerPort: fc.integer({ min: 8000, max: 8012 }),
      protocol: fc.constantFrom('TCP', 'UDP', undefined),
    }),
    { maxLength: 4, comparator: clash },
  ),
  dependencies: fc.uniqueArray(fc.nat(99), { maxLength: 3 }),
  references: fc.array(fc.nat(99), { maxLength: 3 }),
  healthy: fc.boolean(),
  check: fc.constantFrom('none', 'url', 'command', 'line'),
  own: fc.boolean(),
  args: fc.array(fc.constantFrom(...TEXTS), { maxLength: 3 }),
  env: fc.dictionary(fc.constantFrom(...VARIABLES), fc.constantFrom(...TEXTS), { maxKeys: 3 }),
  shared: fc.boolean(),
  volumes: fc.nat(2),
  files: fc.nat(2),
  prepare: fc.nat(1),
  outside: fc.nat(6).map((n) => n === 0),
});
type Draft = typeof anyDraft extends fc.Arbitrary<infer T> ? T : never;

/** Any valid deployment: dependencies lead to earlier services only, references anywhere, and every port is told by template. */
export const anyDeployment: fc.Arbitrary<DeploymentResource> = fc
  .record({
    drafts: fc.array(anyDraft, { minLength: 1, maxLength: SERVICE_NAMES.length }),
    reversed: fc.boolean(),
    topology: fc.constantFrom('pod', 'services'),
    storage: fc.constantFrom('local-path', 'pvc'),
    expose: fc.boolean(),
    address: fc.constantFrom(undefined, '10.0.0.7', 'fd00::7'),
  })
  .map(({ drafts, reversed, topology, storage, expose, address }) => {
    const services = drafts.map((draft, i) => service(draft, i, drafts));
    const ports = services
      .filter(({ useHostExecution }) => !useHostExecution)
      .flatMap(exposable)
      .slice(0, 2);
    return {
      apiVersion: 'playground.flashbots.io/v1alpha1',
      kind: 'BuilderPlaygroundDeployment',
      metadata: { name: 'net' },
      spec: {
        recipe: 'l1',
        storage: { type: storage, ...(storage === 'pvc' ? {} : { path: '/data/net' }) },
        artifacts: { genesisTime: 1_700_000_000 },
        topology,
        ...(expose && ports.length > 0 ? { network: { expose: ports } } : {}),
        ...(address === undefined ? {} : { hostExecution: { address } }),
        services: reversed ? services.reverse() : services,
      },
    };
  });

/** The first service is one that runs in the cluster and can be waited for. */
const isOutside = ({ outside }: Draft, index: number) => outside && index > 0;

function service(draft: Draft, index: number, drafts: readonly Draft[]): DeploymentService {
  const { ports, own, args, env, volumes, files, shared } = draft;
  const outside = isOutside(draft, index);
  const check = readyCheck(draft);
  return {
    name: nameOf(index),
    ...(own ? { image: 'builder-playground', tag: 'any' } : { image: 'example.org/program', tag: 'v1' }),
    args: [...args, ...ports.map(portTemplate), ...draft.references.flatMap((n) => reference(n, drafts))],
    env,
    ports: ports.map(({ protocol, ...port }) => (protocol === undefined ? port : { ...port, protocol })),
    dependencies: dependencies(draft, index, drafts),
    ...(check === undefined ? {} : { readyCheck: check }),
    files: Array.from({ length: files }, (_, i) => ({ path: `/files/${i}`, artifact: `folder/${i}` })),
    volumes: Array.from({ length: volumes }, (_, i) => ({ name: `v${i}`, mountPath: `/data/${i}`, shared })),
    ...(draft.prepare === 0 ? {} : { prepare: [['init', '/data/0']] }),
    ...(outside ? { useHostExecution: true } : {}),
  };
}

function nameOf(index: number): string {
  return SERVICE_NAMES[index] ?? `s${index}`;
}

function portTemplate({ name, containerPort, protocol }: Draft['ports'][number]): string {
  return `{{Port${protocol === 'UDP' ? 'UDP' : ''} "${name}" ${containerPort}}}`;
}

function reference(number: number, drafts: readonly Draft[]): string[] {
  const index = number % drafts.length;
  const [port] = drafts[index]?.ports ?? [];
  return port === undefined ? [] : [`http://{{Service "${nameOf(index)}" "${port.name}"}}`];
}

/** Whoever waits for health needs a check, and a port to ask from another pod. */
function dependencies(draft: Draft, index: number, drafts: readonly Draft[]): DeploymentService['dependencies'] {
  const targets = [...new Set(draft.dependencies.map((number) => number % Math.max(1, index)))];
  return targets.flatMap((target) => {
    const other = drafts[target];
    if (index === 0 || other === undefined) return [];
    const asked = readyCheck(other) !== undefined && tcpPort(other) !== undefined && !isOutside(other, target);
    return [{ name: nameOf(target), condition: draft.healthy && asked ? 'healthy' : 'running' }];
  });
}

function tcpPort({ ports }: Draft): Draft['ports'][number] | undefined {
  return ports.find(({ protocol }) => protocol !== 'UDP');
}

function readyCheck(draft: Draft): DeploymentService['readyCheck'] {
  const port = tcpPort(draft);
  if (draft.check === 'url') {
    return port === undefined
      ? undefined
      : { queryURL: `http://localhost:${port.containerPort}/ready`, interval: '1s' };
  }
  if (draft.check === 'command') return { test: ['CMD', 'is-ready', '$$'], retries: 3 };
  return draft.check === 'line' ? { test: ['CMD-SHELL', 'test -f /ready && echo $(id)'] } : undefined;
}

function exposable({ name, ports = [] }: DeploymentService) {
  const names = new Set(ports.map((port) => port.name));
  return [...names].map((port) => ({ service: name, port, type: 'NodePort' as const }));
}
