import { describe, expect, it, test } from 'vitest';
import { VERSION } from '../../src/lib/version.ts';
import type { DeploymentResource } from '../../src/targets/kubernetes/crd/deployment-schema.ts';
import { formatObjects } from '../../src/targets/kubernetes/render/format-objects.ts';
import type { KubernetesObject } from '../../src/targets/kubernetes/render/kubernetes-object.ts';
import { renderDeployment } from '../../src/targets/kubernetes/render/render-deployment.ts';
import { validateDeployment } from '../../src/targets/kubernetes/validate/validate-deployment.ts';
import { type DeploymentCase, deploymentCases } from '../support/deployment-cases.ts';
import { containerOf, containersOf, objectFaults, podsOf, serviceSpec } from '../support/rendered-objects.ts';

const CASES = deploymentCases();
const STORAGES = ['local-path', 'pvc'] as const;
const TOPOLOGIES = ['pod', 'services'] as const;

const render = (resource: DeploymentResource) =>
  renderDeployment(resource, { playgroundImage: 'builder-playground:test' });

const caseOf = (name: string) => CASES.find((one) => one.name === name) as DeploymentCase;

describe.each(CASES)('$name', ({ resource }) => {
  describe.each(STORAGES)('on %s', (storage) => {
    test.each(TOPOLOGIES)('and topology %s is right, and becomes objects that are whole in themselves', (topology) => {
      expect(validateDeployment(resource(storage, topology))).toEqual([]);
      expect(objectFaults(render(resource(storage, topology)))).toEqual([]);
    });
  });

  it.each(TOPOLOGIES)('differs by its storage only in its volumes, topology %s', (topology) => {
    const [onNode, claimed] = STORAGES.map((storage) => render(resource(storage, topology)).flatMap(withoutStorage));
    expect(onNode).toEqual(claimed);
  });
});

/** Without claims, volumes, what a folder of a node needs, and what is made of all of it. */
function withoutStorage(object: KubernetesObject): object[] {
  if (object.kind === 'PersistentVolumeClaim' || object.metadata.name.endsWith('-deployment')) return [];
  if (object.kind !== 'StatefulSet') return [object];
  const [pod] = podsOf([object]);
  const owner = pod?.initContainers.filter(({ name }) => name !== 'artifacts-owner');
  return [{ name: object.metadata.name, spec: { ...pod?.spec, initContainers: owner, volumes: undefined } }];
}

/** What there is of everything once: the rest is held to rules. */
const SNAPSHOTS = CASES.flatMap(({ name, resource }) => {
  const everything = name === 'l1-embedded' || name === 'proposal';
  const storages = everything ? STORAGES : (['pvc'] as const);
  const topologies = everything ? TOPOLOGIES : (['pod'] as const);
  return storages.flatMap((storage) =>
    topologies.map((topology) => ({
      file: `${name}-${topology}-${storage}.yaml`,
      resource: resource(storage, topology),
    })),
  );
});

test.each(SNAPSHOTS)('$file is as it was', async ({ file, resource }) => {
  // The first object is the resource itself.
  const text = formatObjects(render(resource).slice(1)).replaceAll(VERSION, 'VERSION');
  await expect(text).toMatchFileSnapshot(`snapshots/render/${file}`);
});

describe.skipIf(caseOf('go-opstack') === undefined)("Optimism's two execution clients", () => {
  const objects = () => render(caseOf('go-opstack').resource('pvc', 'pod'));

  it('both want port 8545: one is moved, with all that points to it, and its Service still says 8545', () => {
    expect(serviceSpec(objects(), 'go-opstack-el').ports).toContainEqual(
      expect.objectContaining({ name: 'http', port: 8545, targetPort: 8545 }),
    );
    const moved = serviceSpec(objects(), 'go-opstack-op-geth').ports?.find(({ name }) => name === 'http');
    expect(moved).toMatchObject({ port: 8545, targetPort: expect.any(Number) });
    expect(moved?.targetPort).not.toBe(8545);
    expect(containerOf(objects(), 'op-geth').args?.join(' ')).toContain(`--http.port ${moved?.targetPort}`);
    expect(containerOf(objects(), 'op-batcher').args?.join(' ')).toContain(`http://localhost:${moved?.targetPort}`);
  });
});

describe.skipIf(caseOf('proposal') === undefined)('the example of the original design', () => {
  const objects = () => render(caseOf('proposal').resource('local-path', 'pod'));

  it('is answered as it describes', () => {
    const beacon = containerOf(objects(), 'beacon');
    const text = beacon.args?.join(' ');
    expect(text).toContain('--execution-endpoint http://localhost:8551');
    expect(text).toContain('--execution-jwt /artifacts/jwtsecret');
    expect(beacon.volumeMounts).toContainEqual({ name: 'data', mountPath: '/artifacts' });
    expect(beacon.readinessProbe?.httpGet).toMatchObject({ path: '/eth/v1/node/syncing' });
  });

  it('starts the beacon node when the execution client is healthy', () => {
    const [pod] = podsOf(objects());
    expect(pod?.initContainers.at(-1)).toMatchObject({
      name: 'el',
      restartPolicy: 'Always',
      startupProbe: {
        httpGet: {
          httpHeaders: [
            { name: 'Playground-Service', value: 'el' },
            { name: 'Playground-Timeout', value: '29900ms' },
          ],
        },
      },
    });
    expect(pod?.containers.map(({ name }) => name)).toEqual(['beacon']);
  });
});

describe('an embedded network', () => {
  it('fits on a node of two cores', () => {
    const [pod] = podsOf(render(caseOf('l1-embedded').resource('pvc', 'pod')));
    const running = (pod?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
    const requests = [...running, ...(pod?.containers ?? [])].map(({ resources }) => resources?.requests ?? {});
    expect(sum(requests.map(({ cpu = '' }) => Number.parseInt(cpu, 10)))).toBeLessThan(1000);
    expect(sum(requests.map(({ memory = '' }) => Number.parseInt(memory, 10)))).toBeLessThan(1536);
    expect(requests.every(({ cpu, memory }) => cpu?.endsWith('m') && memory?.endsWith('Mi'))).toBe(true);
  });

  it('asks for nothing that the restricted standard for pods forbids, on a claim', () => {
    for (const topology of TOPOLOGIES) {
      for (const pod of podsOf(render(caseOf('l1-embedded').resource('pvc', topology)))) {
        expect(pod.spec).toMatchObject({ securityContext: { runAsNonRoot: true, runAsUser: 1000 } });
        expect(pod.annotations).not.toHaveProperty('playground.flashbots.io/security-notes');
        for (const { securityContext } of containersOf(pod)) {
          expect(securityContext).toEqual({
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          });
        }
      }
    }
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
