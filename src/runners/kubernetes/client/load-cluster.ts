import { existsSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent, type RequestOptions } from 'node:https';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { Context } from '@kubernetes/client-node/dist/config_types.js';
import { PlaygroundError } from '../../../lib/errors.ts';
import { nearest } from '../../../lib/nearest.ts';
import { clusterCredentials } from './cluster-credentials.ts';
import { inCluster } from './in-cluster.ts';
import { invalidKubeconfig, type Kubeconfig, readKubeconfig } from './read-kubeconfig.ts';

/** A cluster as this user reaches it. */
export interface Cluster {
  /** Files of the kubeconfig, separated as in `$KUBECONFIG`; absent inside of a pod. */
  kubeconfig?: string;
  context: string;
  /** `https://10.0.0.1:6443`, without a slash at its end; may have a path. */
  server: string;
  /** The context's own, or `default`. */
  namespace: string;
  /** Credentials, certificates and an agent with kept connections, for one request; tokens are renewed here. */
  requestOptions(): Promise<RequestOptions>;
  /** The credentials were refused: those that can be had anew are. Returns whether there is any use in that. */
  renew(): boolean;
}

interface ClusterSelector {
  /** Files, separated as in `$KUBECONFIG`, in place of those of the environment. */
  kubeconfig?: string;
  context?: string;
  environment?: NodeJS.ProcessEnv;
}

/**
 * The cluster that is named, or the current one: from the files given, `$KUBECONFIG`, `~/.kube/config`, or, inside of
 * a pod, its service account. Throws `PlaygroundError` `no-kubeconfig`, `invalid-kubeconfig`, `no-context`,
 * `unknown-context`; asking for the options of a request throws `cluster-credentials`.
 */
export async function loadCluster(selector: ClusterSelector = {}): Promise<Cluster> {
  const { environment = process.env } = selector;
  const files = filesOf(selector.kubeconfig || environment.KUBECONFIG, environment);
  const own = files.length === 0 && !selector.kubeconfig ? inCluster(environment) : undefined;
  if (files.length === 0 && own === undefined) throw noKubeconfig(selector.kubeconfig || environment.KUBECONFIG);
  const config = own ?? (await readKubeconfig(files));
  const context = chooseContext(config, selector.context, files);
  const cluster = config.clusters.find(({ name }) => name === context.cluster);
  if (cluster === undefined) throw dangling(files, context, `cluster "${context.cluster}"`);
  const user = config.users.find(({ name }) => name === context.user);
  if (user === undefined && context.user) throw dangling(files, context, `user "${context.user}"`);
  if (!URL.canParse(cluster.server)) {
    throw invalidKubeconfig(files, `"${cluster.server}", the server of cluster "${cluster.name}", is no URL`);
  }
  const credentials = await clusterCredentials({ context, cluster, user, environment });
  const agent = cluster.server.startsWith('https:')
    ? new Agent({ keepAlive: true })
    : new HttpAgent({ keepAlive: true });
  return {
    ...(files.length === 0 ? {} : { kubeconfig: files.join(delimiter) }),
    context: context.name,
    server: cluster.server.replace(/\/+$/, ''),
    namespace: context.namespace || 'default',
    requestOptions: async () => ({ agent, ...(await credentials.options()) }),
    renew: () => credentials.renew(),
  };
}

/** Files that are there. */
function filesOf(paths: string | undefined, { HOME }: NodeJS.ProcessEnv): string[] {
  const named = paths?.split(delimiter) ?? [join(HOME || homedir(), '.kube', 'config')];
  return named.filter((path) => path !== '' && existsSync(path)).map((path) => resolve(path));
}

function chooseContext({ contexts, currentContext }: Kubeconfig, wanted: string | undefined, files: readonly string[]) {
  const names = contexts.map(({ name }) => name);
  const name = wanted ?? currentContext;
  const context = contexts.find((one) => one.name === name);
  if (context !== undefined) return context;
  const list = names.length === 0 ? 'it has none' : `there are: ${names.join(', ')}`;
  const place = files.length === 0 ? 'this pod' : files.join(', ');
  if (!name) {
    throw new PlaygroundError('no-context', `${place} has no current context`, {
      kind: 'environment',
      hint: `name one with --context (${list}), or choose one: kubectl config use-context NAME`,
      details: { contexts: names },
    });
  }
  const guess = nearest(name, names);
  throw new PlaygroundError('unknown-context', `there is no context "${name}" in ${place}`, {
    kind: wanted === undefined ? 'environment' : 'usage',
    hint: guess === undefined ? list : `did you mean ${guess}? ${list}`,
    details: { context: name, contexts: names },
  });
}

function dangling(files: readonly string[], { name }: Context, what: string): PlaygroundError {
  return invalidKubeconfig(files, `context "${name}" names ${what}, which is not there`);
}

function noKubeconfig(paths: string | undefined): PlaygroundError {
  const missing = paths ? ` at ${paths}` : '';
  return new PlaygroundError('no-kubeconfig', `there is no kubeconfig${missing}: no cluster is known`, {
    kind: 'environment',
    hint: 'set KUBECONFIG to the file, or make a cluster: kind create cluster, minikube start, k3d cluster create',
  });
}
