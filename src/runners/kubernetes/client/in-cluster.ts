import { existsSync, readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { type Kubeconfig, tokenFrom } from './read-kubeconfig.ts';

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The cluster whose pod this process runs in, as that pod's service account; undefined outside of one.
 * See https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/.
 */
export function inCluster(environment: NodeJS.ProcessEnv, folder = SERVICE_ACCOUNT): Kubeconfig | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = environment;
  const tokenFile = join(folder, 'token');
  if (!host || !existsSync(tokenFile)) return undefined;
  const name = 'in-cluster';
  const namespaceFile = join(folder, 'namespace');
  const namespace = existsSync(namespaceFile) ? readFileSync(namespaceFile, 'utf8').trim() : undefined;
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  return {
    clusters: [{ name, server, caFile: join(folder, 'ca.crt'), skipTLSVerify: false }],
    users: [{ name, ...tokenFrom(tokenFile) }],
    contexts: [{ name, cluster: name, user: name, ...(namespace === undefined ? {} : { namespace }) }],
    currentContext: name,
  };
}
