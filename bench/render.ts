import type { DeploymentResource } from '../src/targets/kubernetes/crd/deployment-schema.ts';
import { renderDeployment } from '../src/targets/kubernetes/render/render-deployment.ts';

/** A graph of so many services: each with ports that clash, a check, files and data, and a few others that it uses. */
function deployment(count: number, topology: 'pod' | 'services'): DeploymentResource {
  const services = Array.from({ length: count }, (_, i) => ({
    name: `s${i}`,
    image: 'example.org/service',
    tag: 'v1',
    args: [
      '--http',
      '{{Port "http" 8545}}',
      '--data',
      '/data',
      ...(i === 0 ? [] : ['--peer', `{{Service "s${Math.floor(i / 2)}" "http" "http" ""}}`]),
    ],
    env: { NAME: `s${i}` },
    ports: [{ name: 'http', containerPort: 8545 }],
    dependencies: i === 0 ? [] : [{ name: `s${Math.floor(i / 2)}`, condition: 'healthy' as const }],
    readyCheck: { queryURL: 'http://localhost:8545/ready', interval: '1s' },
    files: [{ path: '/config/genesis.json', artifact: 'genesis.json' }],
    volumes: [{ name: 'data', mountPath: '/data' }],
  }));
  return {
    apiVersion: 'playground.flashbots.io/v1alpha1',
    kind: 'BuilderPlaygroundDeployment',
    metadata: { name: 'bench' },
    spec: { recipe: 'l1', storage: { type: 'pvc' }, topology, services },
  };
}

/** Milliseconds that the rendering of so many services takes. */
export function renderingTime(count: number, topology: 'pod' | 'services'): number {
  const resource = deployment(count, topology);
  const begun = performance.now();
  renderDeployment(resource, { playgroundImage: 'builder-playground:bench', genesisTime: 1_800_000_000 });
  return performance.now() - begun;
}
