import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPlaygroundError, PlaygroundError } from '../../lib/errors.ts';
import { type Engine, findEngine } from '../../runners/engine/find-engine.ts';
import { runTool } from '../../runners/engine/run-tool.ts';
import { type ClusterTarget, clusterTarget, type LoadingTool } from './cluster-target.ts';
import { fullName } from './full-name.ts';

const INSTALL: Record<LoadingTool, string> = {
  kind: 'https://kind.sigs.k8s.io/docs/user/quick-start/#installation',
  k3d: 'https://k3d.io/#installation',
  minikube: 'https://minikube.sigs.k8s.io/docs/start',
};

/**
 * Brings an image of the container engine into a cluster. Tells where it went. Throws `PlaygroundError`: `no-engine`,
 * `image-missing`, `unknown-cluster` with what else can be done, `tool-missing`, `tool-failed`.
 * @param cluster a tool or a context
 * @param current the current context of the kubeconfig
 */
export async function loadImage(image: string, cluster: string, current: string | undefined): Promise<ClusterTarget> {
  const target = clusterTarget(cluster, current);
  if (target.way === 'unknown') throw unknownCluster(image, target.context);
  const engine = await findEngine();
  const name = fullName(image, engine.name);
  await checkImage(engine, image, name);
  if (target.way !== 'shared') await load(engine, name, target.way, target.name);
  return target;
}

async function load(engine: Engine, image: string, tool: LoadingTool, cluster: string): Promise<void> {
  const run = (args: readonly string[]) => runTool(tool, args, { install: INSTALL[tool] });
  if (engine.name === 'docker') {
    await run(loadArguments(tool, image, cluster, 'docker-image'));
    return;
  }
  // The tools look into Docker; what Podman has goes by way of a file.
  const dir = mkdtempSync(join(tmpdir(), 'playground-image-'));
  try {
    const archive = join(dir, 'image.tar');
    await engine.run(['save', '--output', archive, image]);
    await run(loadArguments(tool, archive, cluster, 'image-archive'));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function loadArguments(
  tool: LoadingTool,
  what: string,
  cluster: string,
  kind: 'docker-image' | 'image-archive',
): string[] {
  if (tool === 'kind') return ['load', kind, what, '--name', cluster];
  return tool === 'k3d'
    ? ['image', 'import', what, '--cluster', cluster]
    : ['image', 'load', what, '--profile', cluster];
}

async function checkImage(engine: Engine, image: string, name: string): Promise<void> {
  try {
    await engine.run(['image', 'inspect', '--format', '{{.Id}}', name]);
  } catch (error) {
    if (!isPlaygroundError(error) || error.code !== 'tool-failed') throw error;
    throw new PlaygroundError('image-missing', `${engine.name} has no image ${image}`, {
      kind: 'environment',
      hint: 'make it first: playground image build',
      details: { image, engine: engine.name },
      cause: error,
    });
  }
}

function unknownCluster(image: string, context: string): PlaygroundError {
  const message = `there is no way from here into the cluster of context "${context}", which is none of kind, k3d or minikube`;
  return new PlaygroundError('unknown-cluster', message, {
    kind: 'usage',
    hint: [
      'push the image to a registry that the cluster reaches, and name it there with --image:',
      `  docker tag ${image} REGISTRY/${image} && docker push REGISTRY/${image}`,
      'or, without a registry, import it on each node:',
      `  docker save ${image} | ssh NODE sudo ctr --namespace k8s.io images import -`,
    ].join('\n'),
    details: { context, image },
  });
}
