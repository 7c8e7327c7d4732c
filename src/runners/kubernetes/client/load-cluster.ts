import { existsSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { messageOf, PlaygroundError } from '../../../lib/errors.ts';
import { nearest } from '../../../lib/nearest.ts';

/** A cluster as this user reaches it. */
export interface Cluster {
  /** Files of the kubeconfig, separated as in `$KUBECONFIG`; absent inside of a pod. */
  kubeconfig?: string;
  context: string;
  /** `https://10.0.0.1:6443` */
  server: string;
  /** The context's own, or `default`. */
  namespace: string;
  /** Credentials and certificates for one request; a token is renewed here when it is about to expire. */
  requestOptions(): Promise<RequestOptions>;
}

export interface ClusterSelector {
  /** Files, separated as in `$KUBECONFIG`, in place of those of the environment. */
  kubeconfig?: string;
  context?: string;
  environment?: NodeJS.ProcessEnv;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/**
 * The cluster that is named, or the current one: from the files given, `$KUBECONFIG`, `~/.kube/config`, or, inside of
 * a pod, its service account. Throws `PlaygroundError` `no-kubeconfig`, `invalid-kubeconfig`, `unknown-context`.
 */
export async function loadCluster(selector: ClusterSelector = {}): Promise<Cluster> {
  const { environment = process.env } = selector;
  const { KubeConfig: Config } = await import('@kubernetes/client-node/dist/config.js');
  const config = new Config();
  const files = filesOf(selector.kubeconfig ?? environment.KUBECONFIG);
  if (files.length > 0) readAll(config, files, () => new Config());
  else if (existsSync(SERVICE_ACCOUNT)) config.loadFromCluster();
  else throw noKubeconfig(selector.kubeconfig ?? environment.KUBECONFIG);
  chooseContext(config, selector.context, files);
  const server = config.getCurrentCluster()?.server;
  if (server === undefined)
    throw invalid(files, `context "${config.currentContext}" names a cluster that is not there`);
  return {
    ...(files.length === 0 ? {} : { kubeconfig: files.join(delimiter) }),
    context: config.currentContext,
    server,
    namespace: config.getContextObject(config.currentContext)?.namespace || 'default',
    requestOptions: () => credentials(config),
  };
}

/** Files that are there; a single one that is not is an error of its own. */
function filesOf(paths: string | undefined): string[] {
  if (paths === undefined || paths === '') {
    const standard = join(homedir(), '.kube', 'config');
    return existsSync(standard) ? [standard] : [];
  }
  return paths
    .split(delimiter)
    .filter((path) => path !== '' && existsSync(path))
    .map((path) => resolve(path));
}

function readAll(config: KubeConfig, [first = '', ...rest]: readonly string[], empty: () => KubeConfig): void {
  readOne(config, first);
  for (const file of rest) {
    const other = empty();
    readOne(other, file);
    config.mergeConfig(other, true);
  }
}

function readOne(config: KubeConfig, file: string): void {
  try {
    config.loadFromFile(file);
  } catch (error) {
    throw invalid([file], firstLine(messageOf(error)));
  }
}

function chooseContext(config: KubeConfig, wanted: string | undefined, files: readonly string[]): void {
  const names = config.getContexts().map(({ name }) => name);
  const name = wanted ?? config.currentContext;
  if (names.includes(name)) {
    config.setCurrentContext(name);
    return;
  }
  const list = names.length === 0 ? 'it has none' : `there are: ${names.join(', ')}`;
  if (!name) {
    throw new PlaygroundError('no-context', `${files.join(', ')} has no current context`, {
      kind: 'environment',
      hint: `name one with --context (${list}), or choose one: kubectl config use-context NAME`,
    });
  }
  const guess = nearest(name, names);
  throw new PlaygroundError('unknown-context', `there is no context "${name}" in ${files.join(', ')}`, {
    kind: wanted === undefined ? 'environment' : 'usage',
    hint: guess === undefined ? list : `did you mean ${guess}? ${list}`,
    details: { context: name, contexts: names },
  });
}

async function credentials(config: KubeConfig): Promise<RequestOptions> {
  const options: RequestOptions = {};
  try {
    // The library means the options of its own WebSocket client, which are these.
    await config.applyToHTTPSOptions(options as Parameters<KubeConfig['applyToHTTPSOptions']>[0]);
  } catch (error) {
    throw new PlaygroundError(
      'cluster-credentials',
      `the credentials of context "${config.currentContext}" cannot be had: ${firstLine(messageOf(error))}`,
      { kind: 'environment', hint: 'the same fails in kubectl: log in again, or mend the kubeconfig', cause: error },
    );
  }
  return options;
}

function noKubeconfig(paths: string | undefined): PlaygroundError {
  const missing = paths === undefined || paths === '' ? '' : ` at ${paths}`;
  return new PlaygroundError('no-kubeconfig', `there is no kubeconfig${missing}: no cluster is known`, {
    kind: 'environment',
    hint: 'set KUBECONFIG to the file, or make a cluster: kind create cluster, minikube start, k3d cluster create',
  });
}

function invalid(files: readonly string[], why: string): PlaygroundError {
  return new PlaygroundError('invalid-kubeconfig', `${files.join(', ')} is no usable kubeconfig: ${why}`, {
    kind: 'environment',
    hint: 'kubectl config view reads the same file: mend it, or set KUBECONFIG to another',
  });
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}
