import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ClusterClient, type ClusterObject } from '../../src/runners/kubernetes/client/cluster-client.ts';
import { exec } from '../../src/runners/kubernetes/client/exec.ts';
import { followPodLog } from '../../src/runners/kubernetes/client/follow-pod-log.ts';
import { lastLogLines } from '../../src/runners/kubernetes/client/last-log-lines.ts';
import { loadCluster } from '../../src/runners/kubernetes/client/load-cluster.ts';
import { type ForwardOptions, forwardPort } from '../../src/runners/kubernetes/client/port-forward.ts';
import { watch } from '../../src/runners/kubernetes/client/watch.ts';
import { kubectl } from '../support/kubectl.ts';
import { isSkip, realApiServer } from '../support/real-world.ts';
import { waitUntil } from '../support/wait-until.ts';

const server = realApiServer();
const { kubeconfig } = isSkip(server) ? { kubeconfig: '' } : server;
/** An image with a shell and busybox's httpd, which the cluster has or can pull. */
const image = process.env.PLAYGROUND_TEST_POD_IMAGE ?? 'busybox:1.36';
const namespace = `playground-client-${process.pid}`;
const POD = { apiVersion: 'v1', kind: 'Pod' };
const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };

describe.skipIf(isSkip(server))('the client of a real cluster', () => {
  let client: ClusterClient;
  let folder: string;
  let controller: AbortController;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'playground-client-'));
    client = new ClusterClient(await loadCluster({ kubeconfig }));
    await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', namespace, name: 'default' };
    await waitUntil('the namespace to be furnished', () => client.get(account), 60_000);
  });
  afterAll(async () => {
    await client.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace }, { propagation: 'Foreground' });
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    controller = new AbortController();
  });
  afterEach(() => controller.abort());

  const configMap = (name: string, data: Record<string, string> = {}) => ({
    ...CONFIG_MAP,
    metadata: { name, namespace },
    data,
  });

  async function startPod(name: string, script: string): Promise<void> {
    const containers = [{ name: 'main', image, imagePullPolicy: 'IfNotPresent', command: ['sh', '-c', script] }];
    const pod = { ...POD, metadata: { name, namespace }, spec: { terminationGracePeriodSeconds: 0, containers } };
    await client.apply(pod);
    await waitUntil(
      `pod ${name} to run`,
      async () => {
        const found = await client.get<{ status?: { phase?: string } }>({ ...POD, namespace, name });
        return found?.status?.phase === 'Running';
      },
      120_000,
    );
  }

  async function endPod(name: string): Promise<void> {
    await client.delete({ ...POD, namespace, name }, { gracePeriodSeconds: 0 });
    await waitUntil('the pod to be gone', async () => !(await client.get({ ...POD, namespace, name })), 60_000);
  }

  describe('objects', () => {
    it('are made, changed, found and removed', async () => {
      expect(await client.get({ ...CONFIG_MAP, namespace, name: 'life' })).toBeUndefined();
      const made = await client.apply(configMap('life', { a: '1', b: '2' }));
      expect(made.metadata.uid).toBeTypeOf('string');
      await client.apply(configMap('life', { a: '1' }));
      await client.patch({ ...CONFIG_MAP, namespace, name: 'life' }, { metadata: { labels: { mine: 'yes' } } });
      const found = await client.list(CONFIG_MAP, { namespace, labelSelector: 'mine=yes' });
      expect(found).toMatchObject([{ metadata: { name: 'life' }, data: { a: '1' } }]);
      expect(found[0]).not.toHaveProperty('data.b');
      await client.delete({ ...CONFIG_MAP, namespace, name: 'life' });
      await client.delete({ ...CONFIG_MAP, namespace, name: 'life' });
      expect(await client.list(CONFIG_MAP, { namespace, labelSelector: 'mine=yes' })).toEqual([]);
    });

    it('conflict with what others have set, unless one insists', async () => {
      await client.apply(configMap('shared', { owner: 'us' }));
      const theirs = join(folder, 'theirs.json');
      writeFileSync(theirs, JSON.stringify(configMap('shared', { owner: 'them' })));
      const other = ['--server-side', '--force-conflicts', '--field-manager=them', '-f', theirs];
      await kubectl(kubeconfig, 'apply', ...other);
      await expect(client.apply(configMap('shared', { owner: 'us' }), { force: false })).rejects.toMatchObject({
        code: 'cluster-conflict',
        message: expect.stringContaining('conflict with "them"'),
        details: { causes: [{ reason: 'FieldManagerConflict', field: '.data.owner' }] },
      });
      expect(await client.apply(configMap('shared', { owner: 'us' }))).toMatchObject({ data: { owner: 'us' } });
      await expect(client.create(configMap('shared'))).rejects.toMatchObject({
        code: 'cluster-conflict',
        details: { reason: 'AlreadyExists' },
      });
    });

    it('are refused with all that is wrong with them', async () => {
      const ports = [{ port: 0 }, { name: 'UPPER', port: 1 }];
      const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'odd', namespace }, spec: { ports } };
      const refused = client.apply(service);
      await expect(refused).rejects.toMatchObject({ code: 'cluster-refused', kind: 'failure' });
      const { message, details } = await refused.catch((error) => error);
      expect(message).toMatch(/^the cluster refuses Service odd in namespace \S+: \[spec\.ports\[0\]/);
      expect(details.causes.map(({ field }: { field: string }) => field)).toContain('spec.ports[1].name');
    });

    it('cannot be in a namespace that is not there, or of a kind that is not', async () => {
      const lost = { ...CONFIG_MAP, metadata: { name: 'lost', namespace: `${namespace}-not` } };
      await expect(client.apply(lost)).rejects.toMatchObject({
        code: 'cluster-refused',
        message: expect.stringContaining(`namespaces "${namespace}-not" not found`),
      });
      for (const apiVersion of ['nowhere.test/v1', 'apps/v1']) {
        const odd = client.list({ apiVersion, kind: 'Oddity' }, { namespace });
        await expect(odd).rejects.toMatchObject({ code: 'cluster-unknown-kind' });
      }
    });
  });

  describe('somebody with few rights', () => {
    let reader: ClusterClient;
    beforeAll(async () => {
      await kubectl(kubeconfig, '-n', namespace, 'create', 'serviceaccount', 'reader');
      await kubectl(
        kubeconfig,
        '-n',
        namespace,
        'create',
        'role',
        'reader',
        '--verb=get,list',
        '--resource=configmaps',
      );
      const subject = `--serviceaccount=${namespace}:reader`;
      await kubectl(kubeconfig, '-n', namespace, 'create', 'rolebinding', 'reader', '--role=reader', subject);
      const token = (await kubectl(kubeconfig, '-n', namespace, 'create', 'token', 'reader')).trim();
      reader = new ClusterClient(await loadCluster({ kubeconfig: await kubeconfigWith({ token }) }));
    });

    async function kubeconfigWith(user: object): Promise<string> {
      const view = JSON.parse(
        await kubectl(kubeconfig, 'config', 'view', '--raw', '--minify', '--flatten', '-o', 'json'),
      );
      const path = join(folder, `kubeconfig-${randomBytes(4).toString('hex')}`);
      writeFileSync(path, JSON.stringify({ ...view, users: [{ name: view.users[0].name, user }] }));
      return path;
    }

    it('may do what he may', async () => {
      expect(await reader.list(CONFIG_MAP, { namespace })).toBeInstanceOf(Array);
    });

    it('is told what he may not, and who may allow it', async () => {
      await expect(reader.list(POD, { namespace })).rejects.toMatchObject({
        code: 'cluster-forbidden',
        kind: 'environment',
        message: `you may not list pods in namespace ${namespace}`,
        hint: expect.stringContaining(`--clusterrole=edit --serviceaccount=${namespace}:reader`),
      });
      const nodes = reader.list({ apiVersion: 'v1', kind: 'Node' });
      await expect(nodes).rejects.toThrow('you may not list nodes in the cluster');
      const applied = reader.apply(configMap('theirs'));
      await expect(applied).rejects.toThrow(`you may not patch configmaps in namespace ${namespace}`);
      const selector = { namespace, pod: 'any', container: 'main' };
      await expect(exec(reader.cluster, selector, ['true'], 5000)).rejects.toMatchObject({ code: 'cluster-forbidden' });
      const followed = followPodLog(reader, selector, { signal: controller.signal, onLine: () => {} });
      await expect(followed).rejects.toThrow(`you may not get pods in namespace ${namespace}`);
    });

    it('is nobody with a token that is none', async () => {
      const stranger = new ClusterClient(
        await loadCluster({ kubeconfig: await kubeconfigWith({ token: 'nonsense' }) }),
      );
      await expect(stranger.list(POD, { namespace })).rejects.toMatchObject({ code: 'cluster-unauthorized' });
    });
  });

  it('watches what is there, changes, goes and comes again', async () => {
    const told: string[] = [];
    await client.apply(configMap('watched-0', { v: '0' }));
    const note = (what: string) => (object: ClusterObject) => {
      if (object.metadata.name.startsWith('watched-')) told.push(`${what} ${object.kind} ${object.metadata.name}`);
    };
    watch(client, CONFIG_MAP, {
      namespace,
      signal: controller.signal,
      onChange: (object, change) => note(change)(object),
      onGone: note('gone'),
      onListed: () => told.push('listed'),
      onTrouble: (message) => told.push(message),
    });
    await waitUntil('a list', () => told.includes('listed'));
    await client.apply(configMap('watched-1', { v: '1' }));
    await client.apply(configMap('watched-0', { v: '1' }));
    await client.delete({ ...CONFIG_MAP, namespace, name: 'watched-0' });
    await client.apply(configMap('watched-0', { v: '2' }));
    await waitUntil('all changes', () => told.length === 6);
    expect(told).toEqual([
      'added ConfigMap watched-0',
      'listed',
      'added ConfigMap watched-1',
      'modified ConfigMap watched-0',
      'gone ConfigMap watched-0',
      'added ConfigMap watched-0',
    ]);
  });

  it('follows a log over a restart, each line once, until the pod is gone', async () => {
    const script = 'i=0; while [ $i -lt 30 ]; do echo "line $i"; i=$((i+1)); sleep 0.02; done; exit 1';
    await startPod('talker', script);
    const lines: string[] = [];
    const selector = { namespace, pod: 'talker', container: 'main' };
    const followed = followPodLog(client, selector, { signal: controller.signal, onLine: (line) => lines.push(line) });
    await waitUntil('two runs', () => lines.length >= 60, 60_000);
    const run = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    expect(lines.slice(0, 60)).toEqual([...run, ...run]);
    expect(await lastLogLines(client, selector, { lines: 2, previous: true })).toEqual(run.slice(-2));
    await endPod('talker');
    await followed;
  });

  describe('a pod that serves', () => {
    const name = 'web';
    const selector = { namespace, pod: name, container: 'main' };
    const script = [
      'set -e',
      'mkdir -p /w/cgi-bin',
      'cd /w',
      'head -c 10485760 /dev/urandom > big',
      'hostname > name',
      "cat > cgi-bin/sum <<'END'",
      '#!/bin/sh',
      String.raw`printf 'Content-Type: text/plain\r\n\r\n'`,
      'head -c "$CONTENT_LENGTH" | sha256sum',
      'END',
      'chmod 755 cgi-bin/sum',
      'touch ready',
      'exec httpd -f -p 8080 -h /w',
    ].join('\n');
    let trouble: string[];

    beforeAll(() => startPod(name, script));
    beforeEach(() => {
      trouble = [];
    });

    const forward = async (options: Partial<ForwardOptions> = {}) => {
      const { localPort } = await forwardPort({
        ...{ cluster: client.cluster, namespace, pod: () => name, podPort: 8080, localPort: 0 },
        signal: controller.signal,
        onTrouble: (message) => trouble.push(message),
        ...options,
      });
      return localPort;
    };
    const serving = (port: number) =>
      waitUntil(
        'the web server',
        () =>
          fetch(`http://127.0.0.1:${port}/ready`).then(
            ({ ok }) => ok,
            () => false,
          ),
        60_000,
      );

    it('runs commands, with their output, errors and end', async () => {
      const { exitCode, stdout, stderr } = await exec(
        client.cluster,
        selector,
        ['sh', '-c', 'echo "a  b"; echo oh >&2; exit 7'],
        10_000,
      );
      expect({ exitCode, stdout: String(stdout), stderr: String(stderr) }).toEqual({
        exitCode: 7,
        stdout: 'a  b\n',
        stderr: 'oh\n',
      });
      expect(await exec(client.cluster, selector, ['true'], 10_000)).toMatchObject({ exitCode: 0 });
      const missing = exec(client.cluster, selector, ['no-such-program'], 10_000);
      await expect(missing).rejects.toThrow('executable file not found');
      const slow = exec(client.cluster, selector, ['sleep', '60'], 500);
      await expect(slow).rejects.toMatchObject({ code: 'exec-timeout' });
    });

    it('is reached by a forwarded port, with much in both directions', async () => {
      const port = await forward();
      await serving(port);
      const body = randomBytes(10 << 20);
      const up = await fetch(`http://127.0.0.1:${port}/cgi-bin/sum`, { method: 'POST', body });
      expect((await up.text()).split(' ')[0]).toBe(createHash('sha256').update(body).digest('hex'));
      const down = Buffer.from(await (await fetch(`http://127.0.0.1:${port}/big`)).arrayBuffer());
      const { stdout } = await exec(client.cluster, selector, ['sha256sum', '/w/big'], 10_000);
      expect(createHash('sha256').update(down).digest('hex')).toBe(stdout.toString().split(' ')[0]);
    });

    it('is reached by many connections at once', async () => {
      const port = await forward();
      await serving(port);
      const answers = await Promise.all(Array.from({ length: 50 }, () => ask(port, '/name')));
      expect(new Set(answers)).toEqual(new Set([`${name}\n`]));
    });

    it('is reached again when it was replaced', async () => {
      const port = await forward();
      await serving(port);
      await endPod(name);
      await startPod(name, script);
      await serving(port);
      expect(await ask(port, '/name')).toBe(`${name}\n`);
    });

    it('says in its own words that nothing listens', async () => {
      const port = await forward({ podPort: 9 });
      await expect(ask(port, '/')).rejects.toMatchObject({ code: 'ECONNRESET' });
      await waitUntil('the words', () => trouble.length > 0);
      expect(trouble).toEqual([expect.stringContaining('connection refused')]);
    });
  });

  /** One request on a connection of its own; the body of the answer. */
  function ask(port: number, path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      socket.on('error', reject);
      socket.on('end', () => resolve(text.split('\r\n\r\n')[1] ?? ''));
      socket.write(`GET ${path} HTTP/1.0\r\n\r\n`);
    });
  }
});
