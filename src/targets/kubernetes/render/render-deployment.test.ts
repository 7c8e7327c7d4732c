import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyDeployment } from '../../../../test/support/any-deployment.ts';
import {
  containerOf,
  containersOf,
  objectFaults,
  ofKind,
  podsOf,
  serviceSpec,
} from '../../../../test/support/rendered-objects.ts';
import type { DeploymentResource, DeploymentService, DeploymentSpec } from '../crd/deployment-schema.ts';
import { kubernetesName } from '../kubernetes-name.ts';
import { validateDeployment } from '../validate/validate-deployment.ts';
import { placements } from './placement.ts';
import { renderDeployment } from './render-deployment.ts';

const OPTIONS = { playgroundImage: 'builder-playground:test' };
const render = (resource: DeploymentResource) => renderDeployment(resource, OPTIONS);

describe('any valid deployment', () => {
  const check = (holds: (resource: DeploymentResource) => void) =>
    fc.assert(
      fc.property(anyDeployment, (resource) => {
        holds(resource);
      }),
      { numRuns: 300 },
    );

  it('is found right by the validator', () => {
    check((resource) => expect(validateDeployment(resource)).toEqual([]));
  });

  it('becomes objects that are whole in themselves', () => {
    check((resource) => expect(objectFaults(render(resource))).toEqual([]));
  });

  it('starts every service after what it depends on, and after its health where that is asked for', () => {
    check((resource) => {
      const inside = resource.spec.services.filter(({ useHostExecution }) => !useHostExecution);
      for (const pod of podsOf(render(resource))) {
        const containers = containersOf(pod);
        const place = (name: string) => containers.findIndex((one) => one.name === kubernetesName(name));
        for (const { name, dependencies = [] } of inside.filter((service) => place(service.name) !== -1)) {
          for (const { name: target, condition } of dependencies.filter((one) => place(one.name) !== -1)) {
            expect(place(target)).toBeLessThan(place(name));
            const isGate = containers[place(target)]?.startupProbe !== undefined;
            if (condition === 'healthy') expect(isGate).toBe(true);
          }
        }
      }
    });
  });

  it('is rendered the same every time, and leaves the resource as it was', () => {
    check((resource) => {
      const before = JSON.stringify(resource);
      const text = JSON.stringify(render(resource));
      expect(JSON.stringify(resource)).toBe(before);
      expect(JSON.stringify(render(structuredClone(resource)))).toBe(text);
    });
  });

  it('needs a few objects for each service', () => {
    check((resource) => expect(render(resource).length).toBeLessThanOrEqual(4 + 5 * resource.spec.services.length));
  });

  it('is where its placements say', () => {
    check((resource) => {
      const objects = render(resource);
      const pods = podsOf(objects);
      for (const { pod, container, hostExecuted, ports, kubernetesService } of placements(resource)) {
        const home = pods.find(({ name }) => `${name}-0` === pod);
        const found = home?.containers.concat(home.initContainers).find(({ name }) => name === container);
        if (hostExecuted) {
          expect(found).toBeUndefined();
          continue;
        }
        const listening = (found?.ports ?? []).map(({ containerPort }) => containerPort);
        for (const { podPort, port } of ports) {
          expect(listening).toContain(podPort);
          const shown = serviceSpec(objects, kubernetesService ?? '').ports ?? [];
          expect(shown.find((one) => one.port === port)?.targetPort).toBeDefined();
        }
      }
    });
  });
});

function deployment(services: DeploymentService[], more: Partial<DeploymentSpec> = {}): DeploymentResource {
  return {
    apiVersion: 'playground.flashbots.io/v1alpha1',
    kind: 'BuilderPlaygroundDeployment',
    metadata: { name: 'net' },
    spec: { recipe: 'l1', storage: { type: 'pvc' }, services, ...more },
  };
}

const program = (name: string, more: Partial<DeploymentService> = {}): DeploymentService => ({
  name,
  image: `example.org/${kubernetesName(name)}`,
  tag: 'v1',
  ...more,
});
const http = { name: 'http', containerPort: 8545 };
const SERVICES = { topology: 'services', artifacts: { genesisTime: 1_700_000_000 } } as const;

describe('services of one pod', () => {
  it('with the same port have it moved, templates and checks with it, and a Service that still says the old one', () => {
    const listening = (name: string) =>
      program(name, {
        args: ['--port', '{{Port "http" 8545}}'],
        ports: [http],
        readyCheck: { test: ['CMD', 'ask', 'http://localhost:8545'] },
      });
    const user = program('user', { args: ['{{Service "a" "http"}}', '{{Service "b" "http" "http" ""}}'] });
    const objects = render(deployment([listening('a'), listening('b'), user]));
    expect(containerOf(objects, 'a').args).toEqual(['--port', '8545']);
    expect(containerOf(objects, 'b').args).toEqual(['--port', '8546']);
    expect(containerOf(objects, 'user').args).toEqual(['localhost:8545', 'http://localhost:8546']);
    expect(containerOf(objects, 'b').readinessProbe?.exec?.command).toEqual(['ask', 'http://localhost:8546']);
    expect(serviceSpec(objects, 'net-b').ports).toEqual([
      { name: 'http', port: 8545, protocol: 'TCP', targetPort: 8546 },
    ]);
  });

  it('that cannot be told another port are named', () => {
    const both = deployment([program('caddy', { ports: [http] }), program('hub', { ports: [http] })]);
    expect(() => render(both)).toThrow(
      expect.objectContaining({
        code: 'port-conflict',
        message: 'services "caddy" and "hub" both listen on port 8545, and share one pod',
      }),
    );
    expect(objectFaults(render({ ...both, spec: { ...both.spec, ...SERVICES } }))).toEqual([]);
  });

  it('that wait for each other are named', () => {
    const circle = [
      program('a', { dependencies: [{ name: 'b', condition: 'running' }] }),
      program('b', { dependencies: [{ name: 'a', condition: 'running' }] }),
    ];
    expect(() => render(deployment(circle))).toThrow(
      expect.objectContaining({ code: 'dependency-cycle', details: { cycle: ['a', 'b', 'a'] } }),
    );
  });

  it('are started before a monitor that others wait for, if it could not pass without them', () => {
    const objects = render(
      deployment([
        program('monitor', {
          args: ['--watch', '{{Service "beacon" "http"}}'],
          ports: [{ name: 'http', containerPort: 21_171 }],
          readyCheck: { queryURL: 'http://localhost:21171/ready' },
        }),
        program('beacon', { args: ['{{Port "http" 3500}}'], ports: [{ name: 'http', containerPort: 3500 }] }),
        program('validator', { dependencies: [{ name: 'monitor', condition: 'healthy' }] }),
      ]),
    );
    const [pod] = podsOf(objects);
    expect(pod?.initContainers.map(({ name }) => name)).toEqual(['artifacts', 'playground-probe', 'beacon', 'monitor']);
    expect(pod?.containers.map(({ name }) => name)).toEqual(['validator']);
    expect(containerOf(objects, 'monitor').startupProbe).toMatchObject({ failureThreshold: 300 });
    expect(containerOf(objects, 'beacon')).toMatchObject({ restartPolicy: 'Always' });
    expect(containerOf(objects, 'beacon').startupProbe).toBeUndefined();
  });

  it('reach each other by name', () => {
    const [pod] = podsOf(render(deployment([program('op_geth'), program('el')])));
    expect(pod?.hostAliases).toEqual([{ ip: '127.0.0.1', hostnames: ['op-geth', 'el'] }]);
  });
});

describe('a pod for each service', () => {
  const relay = program('relay', {
    args: ['{{Service "el" "http" "http" ""}}', '{{Port "api" 5555}}'],
    ports: [{ name: 'api', containerPort: 5555 }],
    dependencies: [{ name: 'el', condition: 'healthy' }],
  });
  const el = program('el', {
    args: ['{{Port "http" 8545}}'],
    ports: [http],
    readyCheck: { queryURL: 'http://localhost:8545' },
  });

  it('reaches others by their names in the cluster, and waits for those that it needs', () => {
    const objects = render(deployment([relay, el], SERVICES));
    expect(containerOf(objects, 'relay').args).toEqual(['http://net-el:8545', '5555']);
    const waiting = podsOf(objects).find(({ name }) => name === 'net-relay');
    expect(waiting?.initContainers.map(({ name, args }) => [name, args?.at(-1)])).toEqual([
      ['artifacts', '/dev/termination-log'],
      ['wait-el', 'net-el-ready:8545'],
    ]);
    expect(serviceSpec(objects, 'net-el')).toMatchObject({ publishNotReadyAddresses: true });
    expect(serviceSpec(objects, 'net-el-ready')).not.toHaveProperty('publishNotReadyAddresses');
  });

  it('must know the genesis time, and a port of what is to be healthy', () => {
    expect(() => render(deployment([el], { topology: 'services' }))).toThrow(
      expect.objectContaining({ code: 'genesis-time-missing' }),
    );
    const silent = { ...el, ports: [], args: [], readyCheck: { test: ['CMD', 'true'] } };
    expect(() => render(deployment([relay, { ...silent, name: 'el' }].map(withoutReference), SERVICES))).toThrow(
      expect.objectContaining({ code: 'no-port-to-wait-for', details: { service: 'relay', dependency: 'el' } }),
    );
  });

  const withoutReference = (service: DeploymentService) => ({ ...service, args: service.args?.slice(1) ?? [] });

  it('shares a volume with others on one node', () => {
    const sharing = (name: string) =>
      program(name, { volumes: [{ name: 'Chain', mountPath: '/chain', shared: true, subPath: 'db' }] });
    const affinity = { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1 }] } };
    const objects = render(deployment([sharing('a'), sharing('b')], { ...SERVICES, scheduling: { affinity } }));
    expect(ofKind(objects, 'PersistentVolumeClaim').map(({ metadata }) => metadata.name)).toEqual(['net-shared-chain']);
    expect(containerOf(objects, 'a').volumeMounts?.[0]).toEqual({
      name: 'shared-chain',
      mountPath: '/chain',
      subPath: 'db',
    });
    expect(podsOf(objects)[0]?.spec).toMatchObject({
      affinity: {
        podAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1 }],
          requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname' }],
        },
      },
    });
  });
});

describe('what the resource says', () => {
  it('is never taken for a template or a variable twice', () => {
    const tricky = program('a', {
      args: ['$(HOME) {{.Dir}} $$', '{{Service "b" "http"}}'],
      env: { NOTE: '$(PATH)', API_KEY: '$(KEY)' },
    });
    const objects = render(deployment([tricky, program('b', { ports: [http] })]));
    const { args, env } = containerOf(objects, 'a');
    expect(args).toEqual(['$$(HOME) /artifacts $$$', 'localhost:8545']);
    expect(env).toEqual([
      { name: 'NOTE', value: '$$(PATH)' },
      { name: 'API_KEY', valueFrom: { secretKeyRef: { name: 'net-env', key: 'a.API_KEY' } } },
      { name: 'HOME', value: '/tmp' },
    ]);
    const [secret] = ofKind(objects, 'Secret');
    expect(secret?.stringData).toEqual({ 'a.API_KEY': '$(KEY)' });
  });

  it('is kept for people and for whoever joins, without its secrets', () => {
    const [description] = render(deployment([program('a', { env: { PASSWORD: 'hunter2', B: '1' } })]));
    expect(description).toMatchObject({ kind: 'ConfigMap', metadata: { name: 'net-deployment' } });
    const { 'deployment.json': text = '' } = (description?.data ?? {}) as Record<string, string>;
    expect(JSON.parse(text).spec.services[0].env).toEqual({ PASSWORD: '', B: '1' });
    expect(text).not.toContain('hunter2');
  });

  it('decides what a program may write to: volumes, and folders of files that have one in them', () => {
    const validator = program('validator', {
      files: [
        { path: '/data/validator', artifact: 'keys' },
        { path: '/data/validator.json', artifact: 'validator.json' },
      ],
      volumes: [{ name: 'logs', mountPath: '/data/validator/logs' }],
    });
    expect(containerOf(render(deployment([validator])), 'validator').volumeMounts).toEqual([
      { name: 'data', mountPath: '/data/validator', subPath: 'keys' },
      { name: 'data', mountPath: '/data/validator.json', subPath: 'validator.json', readOnly: true },
      { name: 'data', mountPath: '/data/validator/logs', subPath: 'volume-validator-logs' },
      { name: 'tmp-validator', mountPath: '/tmp' },
    ]);
  });

  it('decides where pods run, with which images, and how they are reached', () => {
    const asked = deployment([program('a', { ports: [http] })], {
      imagePullSecrets: ['registry'],
      imagePullPolicy: 'Always',
      network: { name: 'testing', expose: [{ service: 'a', port: 'http', type: 'NodePort', nodePort: 30_545 }] },
      scheduling: {
        nodeSelector: { disk: 'fast' },
        tolerations: [{ key: 'gpu', operator: 'Exists' }],
        priorityClassName: 'high',
      },
    });
    const objects = render(asked);
    expect(podsOf(objects)[0]?.spec).toMatchObject({
      imagePullSecrets: [{ name: 'registry' }],
      nodeSelector: { disk: 'fast' },
      tolerations: [{ key: 'gpu', operator: 'Exists' }],
      priorityClassName: 'high',
    });
    expect(containerOf(objects, 'a').imagePullPolicy).toBe('Always');
    expect(serviceSpec(objects, 'net-a-node')).toEqual({
      type: 'NodePort',
      selector: { 'app.kubernetes.io/instance': 'net' },
      ports: [{ name: 'http', port: 8545, protocol: 'TCP', targetPort: 8545, nodePort: 30_545 }],
    });
    expect(objects.every(({ metadata }) => metadata.labels?.['playground.flashbots.io/network'] === 'testing')).toBe(
      true,
    );
  });

  it('changes the hash of the pod only where it changes the pod', () => {
    const hash = (resource: DeploymentResource) =>
      podsOf(render(resource))[0]?.annotations['playground.flashbots.io/template-hash'];
    const plain = deployment([program('a', { ports: [http] })]);
    const exposed = { expose: [{ service: 'a', port: 'http', type: 'LoadBalancer' as const }] };
    expect(hash({ ...plain, spec: { ...plain.spec, network: exposed } })).toBe(hash(plain));
    expect(hash(deployment([program('a', { ports: [http], args: ['-v'] })]))).not.toBe(hash(plain));
  });

  it('runs services outside of the cluster behind a Service that leads to them', () => {
    const objects = render(
      deployment(
        [
          program('builder', { ports: [http], useHostExecution: true }),
          program('relay', { args: ['{{Service "builder" "http"}}'] }),
        ],
        { hostExecution: { address: '10.0.0.7' } },
      ),
    );
    expect(
      podsOf(objects)
        .flatMap(containersOf)
        .map(({ name }) => name),
    ).toEqual(['artifacts', 'relay']);
    expect(containerOf(objects, 'relay').args).toEqual(['net-builder:8545']);
    expect(serviceSpec(objects, 'net-builder')).not.toHaveProperty('selector');
    expect(ofKind(objects, 'EndpointSlice')).toEqual([
      expect.objectContaining({
        addressType: 'IPv4',
        endpoints: [{ addresses: ['10.0.0.7'], conditions: { ready: true } }],
        ports: [{ name: 'http', port: 8545, protocol: 'TCP' }],
      }),
    ]);
  });
});

describe('artifacts', () => {
  const argsOf = (artifacts: DeploymentSpec['artifacts'], namespace?: string) => {
    const volumes = [{ name: 'data', mountPath: '/data' }];
    const files = [{ path: '/genesis.json', artifact: 'genesis.json' }];
    const resource = deployment([program('el', { volumes, files })], artifacts === undefined ? {} : { artifacts });
    const objects = renderDeployment(resource, { ...OPTIONS, ...(namespace === undefined ? {} : { namespace }) });
    return containerOf(objects, 'artifacts').args?.join(' ');
  };
  const rest = '--into /artifacts --deployment ns/net --volume volume-el-data --report /dev/termination-log';

  it('are made from the recipe', () => {
    const options = { 'block-time': '1s', el: '$(x)' };
    expect(argsOf({ seed: '-s', genesisDelay: '10s', options }, 'ns')).toBe(
      `artifacts generate l1 --seed=-s --genesis-delay 10s --programs clients --option block-time=1s --option el=$$(x) ${rest}`,
    );
    expect(argsOf({ genesisTime: 17, genesisDelay: '10s' }, 'ns')).toBe(
      `artifacts generate l1 --genesis-time 17 ${rest}`,
    );
  });

  it('are unpacked, or there already', () => {
    const parts = [{ kind: 'Secret' as const, name: 'net-secrets-0' }];
    const bundle = { name: 'net', sha256: '0'.repeat(64), parts };
    expect(argsOf({ source: 'bundle', bundle }, 'ns')).toBe(
      `artifacts unpack --from /bundle --sha256 ${bundle.sha256} ${rest}`,
    );
    expect(argsOf({ source: 'existing' }, 'ns')).toBe(`artifacts check --expect genesis.json ${rest}`);
  });

  it('belong to a deployment of the namespace that the pod finds itself in', () => {
    expect(argsOf(undefined)).toContain('--deployment $(POD_NAMESPACE)/net');
  });
});
