import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExecCredentials, type ExecPlugin } from './exec-credentials.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'playground-plugin-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const CLUSTER = { server: 'https://one.test', skipTLSVerify: false };
const running = (script: string, more: Partial<ExecPlugin> = {}, timeout?: number) =>
  new ExecCredentials({ command: 'sh', args: ['-c', script], ...more }, CLUSTER, process.env, timeout);
const credential = (status: object) => JSON.stringify({ kind: 'ExecCredential', status });
const counting = (status: object) => `echo run >> ${folder}/runs; echo '${credential(status)}'`;
const runs = () => readFileSync(join(folder, 'runs'), 'utf8').split('\n').length - 1;

describe('credentials of a program', () => {
  it('are asked for once, by however many', async () => {
    const credentials = running(counting({ token: 'abc' }));
    const both = await Promise.all([credentials.get(), credentials.get()]);
    expect(both).toEqual([{ token: 'abc' }, { token: 'abc' }]);
    await credentials.get();
    expect(runs()).toBe(1);
    credentials.forget();
    await credentials.get();
    expect(runs()).toBe(2);
  });

  it('are asked for again just before they expire', async () => {
    const soon = new Date(Date.now() + 5000).toISOString();
    const credentials = running(counting({ token: 'abc', expirationTimestamp: soon }));
    await credentials.get();
    await credentials.get();
    expect(runs()).toBe(2);
    const later = new Date(Date.now() + 60_000).toISOString();
    const lasting = running(counting({ token: 'abc', expirationTimestamp: later }));
    await lasting.get();
    await lasting.get();
    expect(runs()).toBe(3);
  });

  it('are asked for again after a failure', async () => {
    const credentials = running(`[ -e ${folder}/ok ] && exec cat ${folder}/ok; touch ${folder}/ok; exit 1`);
    await expect(credentials.get()).rejects.toThrow('it ended with code 1');
    await expect(credentials.get()).rejects.toThrow('its answer is no JSON');
  });

  it.each([
    { why: 'its last line', script: 'echo trace >&2; echo "token expired" >&2; exit 1', says: 'token expired' },
    { why: 'its code where it says nothing', script: 'exit 3', says: 'it ended with code 3' },
    { why: 'a signal', script: 'kill -TERM $$', says: 'it was ended by SIGTERM' },
    { why: 'an answer that is none', script: 'echo nonsense', says: 'its answer is no JSON' },
    { why: 'an answer without anything', script: `echo '{"status":{}}'`, says: 'it gives no token and no certificate' },
  ])('that fail are told with $why', async ({ script, says }) => {
    await expect(running(script).get()).rejects.toMatchObject({
      code: 'cluster-credentials',
      kind: 'environment',
      message: `sh, which the kubeconfig has log in, failed: ${says}`,
    });
  });

  it('are not waited for without end', async () => {
    await expect(running('exec sleep 60', {}, 100).get()).rejects.toThrow('it did not end within 0.1 s');
  });

  it('of a program that is not there come with the hint of the kubeconfig', async () => {
    const command = 'no-such-login-program';
    const absent = running('', { command, installHint: 'brew install it\n\nor not' });
    await expect(absent.get()).rejects.toMatchObject({
      code: 'cluster-credentials',
      message: `${command}, which the kubeconfig has log in, was not found`,
      hint: 'brew install it',
    });
    await expect(running('', { command: folder }).get()).rejects.toThrow('cannot be run');
  });

  it('are asked for with the version and, where wanted, the cluster', async () => {
    const echo = `printf '{"status":{"token":"%s"}}' "$(printf %s "$KUBERNETES_EXEC_INFO" | base64 -w0)"`;
    const told = async (more: Partial<ExecPlugin>) => {
      const { token = '' } = await running(echo, more).get();
      return JSON.parse(Buffer.from(token, 'base64').toString());
    };
    const apiVersion = 'client.authentication.k8s.io/v1';
    const kind = 'ExecCredential';
    expect(await told({ apiVersion })).toEqual({ apiVersion, kind, spec: { interactive: false } });
    const cluster = { server: 'https://one.test' };
    const spec = { interactive: false, cluster };
    expect(await told({ apiVersion, provideClusterInfo: true })).toEqual({ apiVersion, kind, spec });
  });
});
