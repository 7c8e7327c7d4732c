import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/**
 * What tests know of the world outside: only what these variables say. What is absent is skipped with its reason,
 * unless PLAYGROUND_REQUIRE_ALL is set (as in CI), where it fails.
 */
export interface Skip {
  skip: true;
  reason: string;
}

/** The paths of the real programs named, from the folder that PLAYGROUND_PEERS names. */
export function peerBinaries<Name extends string>(...names: Name[]): Record<Name, string> | Skip {
  const folder = process.env.PLAYGROUND_PEERS;
  if (folder === undefined) return missing('PLAYGROUND_PEERS is not set: it names a folder with real clients');
  const absent = names.filter((name) => !executable(join(folder, name)));
  if (absent.length > 0) return missing(`PLAYGROUND_PEERS (${folder}) has no ${absent.join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, join(folder, name)])) as Record<Name, string>;
}

export interface RealCluster {
  kubeconfig: string;
  /** Our image, under the name that the cluster has it by. */
  image: string;
}

/** A cluster, whatever it runs: its API server is enough. */
export function realApiServer(): Pick<RealCluster, 'kubeconfig'> | Skip {
  const { PLAYGROUND_TEST_KUBECONFIG: kubeconfig } = process.env;
  if (kubeconfig !== undefined) return { kubeconfig };
  return missing('PLAYGROUND_TEST_KUBECONFIG is not set: it names the file for a cluster');
}

/** A cluster that runs pods and has our image. */
export function realCluster(): RealCluster | Skip {
  const server = realApiServer();
  if (isSkip(server)) return server;
  const { kubeconfig } = server;
  const { PLAYGROUND_TEST_IMAGE: image } = process.env;
  if (image === undefined) {
    return missing('PLAYGROUND_TEST_IMAGE is not set: `playground image build` and `image load` bring it to a cluster');
  }
  return { kubeconfig, image };
}

/** Whether Docker answers and has, or can have, the image that ours is built on. */
export function realDocker(): true | Skip {
  if (process.env.PLAYGROUND_TEST_DOCKER === '1') return true;
  return missing('PLAYGROUND_TEST_DOCKER is not 1: it says that a Docker engine answers');
}

export function isSkip(value: unknown): value is Skip {
  return typeof value === 'object' && value !== null && 'skip' in value;
}

export function missing(reason: string): Skip {
  if (process.env.PLAYGROUND_REQUIRE_ALL === '1') throw new Error(`required here: ${reason}`);
  process.stderr.write(`skipped: ${reason}\n`);
  return { skip: true, reason };
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
