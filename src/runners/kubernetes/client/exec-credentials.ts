import { spawn } from 'node:child_process';
import { messageOf, PlaygroundError, systemCodeOf } from '../../../lib/errors.ts';
import { firstLine } from './first-line.ts';

/** The `exec` of a user in a kubeconfig: a program that knows credentials; `client.authentication.k8s.io`. */
export interface ExecPlugin {
  apiVersion?: string;
  command: string;
  args?: string[] | null;
  env?: { name: string; value: string }[] | null;
  /** What to do where the program is not there; may be several lines. */
  installHint?: string;
  provideClusterInfo?: boolean;
}

export interface ExecCredential {
  token?: string;
  clientCertificateData?: string;
  clientKeyData?: string;
}

/** What the program may be told of the cluster; `caData` is base64. */
interface PluginCluster {
  server: string;
  caData?: string;
  tlsServerName?: string;
  skipTLSVerify: boolean;
}

/** Milliseconds: a program that waits for a person, or for a network that is gone, ends with an error. */
const TIMEOUT = 60_000;
/** Milliseconds before its end at which a credential is asked for anew. */
const MARGIN = 10_000;

/**
 * Credentials from a program: asked once, and again when they expire or were refused. Throws `PlaygroundError`
 * `cluster-credentials` with the last line that the program wrote.
 */
export class ExecCredentials {
  readonly #plugin: ExecPlugin;
  readonly #cluster: PluginCluster;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #timeout: number;
  #current: Promise<ExecCredential> | undefined;
  #expires = Number.POSITIVE_INFINITY;

  constructor(plugin: ExecPlugin, cluster: PluginCluster, environment: NodeJS.ProcessEnv, timeout = TIMEOUT) {
    this.#plugin = plugin;
    this.#cluster = cluster;
    this.#environment = environment;
    this.#timeout = timeout;
  }

  /** Many may ask at once: the program runs once. */
  get(): Promise<ExecCredential> {
    if (Date.now() > this.#expires - MARGIN) this.forget();
    this.#current ??= this.#ask().catch((error) => {
      this.#current = undefined;
      throw error;
    });
    return this.#current;
  }

  /** They were refused: the next request asks the program. */
  forget(): void {
    this.#current = undefined;
    this.#expires = Number.POSITIVE_INFINITY;
  }

  async #ask(): Promise<ExecCredential> {
    const output = await this.#run();
    const { status = {} } = this.#parse(output);
    const { token, clientCertificateData, clientKeyData, expirationTimestamp } = status;
    if (!token && !(clientCertificateData && clientKeyData)) throw this.#failed('it gives no token and no certificate');
    const expires = Date.parse(expirationTimestamp ?? '');
    if (!Number.isNaN(expires)) this.#expires = expires;
    return {
      ...(token ? { token } : {}),
      ...(clientCertificateData && clientKeyData ? { clientCertificateData, clientKeyData } : {}),
    };
  }

  #parse(output: string): { status?: ExecCredential & { expirationTimestamp?: string } } {
    try {
      return JSON.parse(output);
    } catch {
      throw this.#failed('its answer is no JSON');
    }
  }

  #run(): Promise<string> {
    const { command, args, env } = this.#plugin;
    const own = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]));
    const KUBERNETES_EXEC_INFO = JSON.stringify(this.#info());
    return new Promise((resolve, reject) => {
      const child = spawn(command, args ?? [], {
        env: { ...this.#environment, KUBERNETES_EXEC_INFO, ...own },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: this.#timeout,
        killSignal: 'SIGKILL',
      });
      let output = '';
      let complaint = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        complaint = `${complaint}${text}`.slice(-10_000);
      });
      child.once('error', (error) => reject(this.#missing(error)));
      child.once('close', (code, signal) => {
        if (code === 0) resolve(output);
        else if (signal === null) reject(this.#failed(lastLine(complaint) ?? `it ended with code ${code}`));
        else if (signal === 'SIGKILL') reject(this.#failed(`it did not end within ${this.#timeout / 1000} s`));
        else reject(this.#failed(`it was ended by ${signal}`));
      });
    });
  }

  #info() {
    const { apiVersion = 'client.authentication.k8s.io/v1beta1', provideClusterInfo } = this.#plugin;
    const { server, caData, tlsServerName, skipTLSVerify } = this.#cluster;
    const cluster = {
      server,
      ...(caData === undefined ? {} : { 'certificate-authority-data': caData }),
      ...(tlsServerName === undefined ? {} : { 'tls-server-name': tlsServerName }),
      ...(skipTLSVerify ? { 'insecure-skip-tls-verify': true } : {}),
    };
    const spec = { interactive: false, ...(provideClusterInfo ? { cluster } : {}) };
    return { apiVersion, kind: 'ExecCredential', spec };
  }

  #missing(error: Error): PlaygroundError {
    const { command, installHint } = this.#plugin;
    const absent = systemCodeOf(error) === 'ENOENT';
    const why = absent ? 'was not found' : `cannot be run: ${messageOf(error)}`;
    return new PlaygroundError('cluster-credentials', `${command}, which the kubeconfig has log in, ${why}`, {
      kind: 'environment',
      hint: (installHint && firstLine(installHint)) || 'install it, or bring it into the PATH',
      details: { command },
      cause: error,
    });
  }

  #failed(why: string): PlaygroundError {
    const { command, args } = this.#plugin;
    const line = [command, ...(args ?? [])].join(' ');
    return new PlaygroundError('cluster-credentials', `${command}, which the kubeconfig has log in, failed: ${why}`, {
      kind: 'environment',
      hint: `log in again; to see all that it says, run: ${line}`,
      details: { command },
    });
  }
}

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1)?.trim() || undefined;
}
