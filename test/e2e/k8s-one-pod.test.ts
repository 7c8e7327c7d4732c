import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleL1 } from '../../src/recipes/l1.ts';
import { generateDeployment } from '../../src/targets/kubernetes/generate/generate-deployment.ts';
import { renderDeployment } from '../../src/targets/kubernetes/render/render-deployment.ts';
import { kubectl } from '../support/kubectl.ts';
import { createHome, type Home } from '../support/playground.ts';
import { isSkip, realCluster } from '../support/real-world.ts';

const cluster = realCluster();
const { kubeconfig, image } = isSkip(cluster) ? { kubeconfig: '', image: '' } : cluster;
const NAMESPACE = `playground-pod-${process.pid}`;

/** Two execution clients that both want 8545 and 8551, as the two chains of a rollup do. */
describe.skipIf(isSkip(cluster))('two services of one pod that want the same ports', () => {
  let home: Home;

  beforeAll(async () => {
    home = createHome();
    await kubectl(kubeconfig, 'create', 'namespace', NAMESPACE);
    const place = {
      sessionId: 'twins',
      genesisTime: 0,
      logLevel: 'info',
      place: 'cluster',
      prefundedAccounts: [],
    } as const;
    const { manifest } = assembleL1({ clients: 'embedded' }, place);
    const services = manifest.services.filter(({ name }) => name === 'el');
    const twins = services.flatMap((el) => [el, { ...el, name: 'op-geth' }]).map((el) => ({ ...el, labels: {} }));
    const options = { name: 'twins', storageType: 'pvc', image } as const;
    const resource = generateDeployment({ services: twins }, options);
    const items = renderDeployment(resource, { namespace: NAMESPACE, playgroundImage: image });
    const file = join(home.dir, 'objects.json');
    await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    await kubectl(kubeconfig, 'apply', '--server-side', '-f', file);
    await kubectl(kubeconfig, 'wait', '-n', NAMESPACE, 'pod/twins-0', '--for=create', '--timeout=60s');
    await kubectl(kubeconfig, 'wait', '-n', NAMESPACE, 'pod/twins-0', '--for=condition=Ready', '--timeout=120s');
  });
  afterAll(async () => {
    await kubectl(kubeconfig, 'delete', 'namespace', NAMESPACE);
    await home.remove();
  });

  it('both run, and both Services say 8545', async () => {
    const shown = async (service: string) =>
      JSON.parse(await kubectl(kubeconfig, 'get', 'service', '-n', NAMESPACE, service, '-o', 'json')).spec.ports[0];
    expect(await shown('twins-el')).toMatchObject({ name: 'http', port: 8545, targetPort: 8545 });
    const moved = await shown('twins-op-geth');
    expect(moved).toMatchObject({ name: 'http', port: 8545 });
    expect(moved.targetPort).not.toBe(8545);
  });

  it.each(['twins-el', 'twins-op-geth'])('%s answers at 8545 in the cluster, with its own node', async (service) => {
    const call = { jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] };
    const program = `fetch('http://${service}:8545', { method: 'POST', headers: { 'content-type': 'application/json' },
      body: ${JSON.stringify(JSON.stringify(call))} }).then((r) => r.text()).then(console.log)`;
    // The pod's own network: the address of the Service leads out of it and back in.
    const where = ['-n', NAMESPACE, 'twins-0', '-c', 'el', '--', 'node', '-e', program];
    expect(JSON.parse(await kubectl(kubeconfig, 'exec', ...where))).toMatchObject({ result: '0x539' });
    const container = service.replace('twins-', '');
    expect(await kubectl(kubeconfig, 'logs', '-n', NAMESPACE, 'twins-0', '-c', container)).toContain('serving');
  });
});
