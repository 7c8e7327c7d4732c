import type { RequestOptions } from 'node:https';
import type { Cluster, Context } from '@kubernetes/client-node/dist/config_types.js';
import { isPlaygroundError, messageOf, PlaygroundError } from '../../../lib/errors.ts';
import { ExecCredentials } from './exec-credentials.ts';
import { firstLine } from './first-line.ts';
import type { KubeconfigUser } from './read-kubeconfig.ts';

interface ClusterCredentials {
  /** With an `agent` only where it leads through a proxy. Rejects with `cluster-credentials`. */
  options(): Promise<RequestOptions>;
  /** Forgets what was refused; false where the same would come again. */
  renew(): boolean;
}

interface CredentialsRequest {
  context: Context;
  cluster: Cluster;
  /** Absent for a context that names none. */
  user: KubeconfigUser | undefined;
  environment: NodeJS.ProcessEnv;
}

/** How to identify oneself to a cluster, by whichever means the kubeconfig names. */
export async function clusterCredentials({ context, cluster, user, environment }: CredentialsRequest) {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const config = new KubeConfig();
  const { exec, ...rest } = user ?? { name: context.name };
  // Programs are run by us, not by the library, which neither limits nor explains them.
  config.loadFromOptions({
    clusters: [cluster],
    users: [rest],
    contexts: [{ ...context, user: rest.name }],
    currentContext: context.name,
  });
  const program = exec === undefined ? undefined : new ExecCredentials(exec, cluster, environment);
  const credentials: ClusterCredentials = {
    async options() {
      try {
        const options: RequestOptions = {};
        // The library means the options of its own WebSocket client, which are these.
        await config.applyToHTTPSOptions(options as Parameters<typeof config.applyToHTTPSOptions>[0]);
        if (cluster.proxyUrl === undefined) delete options.agent;
        if (program !== undefined) await applyProgram(options, program);
        applyImpersonation(options, user);
        return options;
      } catch (error) {
        throw isPlaygroundError(error) ? error : unusable(context, error);
      }
    },
    renew() {
      program?.forget();
      return program !== undefined;
    },
  };
  return credentials;
}

async function applyProgram(options: RequestOptions, program: ExecCredentials): Promise<void> {
  const { token, clientCertificateData: cert, clientKeyData: key } = await program.get();
  if (token !== undefined) options.headers = { ...headersOf(options), Authorization: `Bearer ${token}` };
  if (cert !== undefined) Object.assign(options, { cert, key });
}

/** The library knows `as` alone. A token file usually ends with a line break, which no header may contain. */
function applyImpersonation(options: RequestOptions, user: KubeconfigUser | undefined): void {
  const headers = headersOf(options);
  const { Authorization: authorization } = headers;
  if (authorization !== undefined) headers.Authorization = String(authorization).trim();
  if (user?.impersonateGroups !== undefined) headers['Impersonate-Group'] = [...user.impersonateGroups];
  options.headers = headers;
}

function headersOf({ headers }: RequestOptions): Record<string, string | string[]> {
  return { ...(headers as Record<string, string> | undefined) };
}

function unusable({ name }: Context, error: unknown): PlaygroundError {
  const why = firstLine(messageOf(error));
  return new PlaygroundError('cluster-credentials', `the credentials of context "${name}" cannot be had: ${why}`, {
    kind: 'environment',
    hint: 'the same fails in kubectl: log in again, or mend the kubeconfig',
    cause: error,
  });
}
