import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAuthority } from '../../../../test/support/certificates.ts';
import { type Listening, listen } from '../../../lib/listen.ts';
import { exchangeWith } from './cluster-transport.ts';
import { loadCluster } from './load-cluster.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'playground-kubeconfig-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: object | string): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

interface Parts {
  context?: string;
  server?: string;
  cluster?: object;
  user?: object | null;
  namespace?: string;
}

function kubeconfig({
  context = 'one',
  server = `https://${context}.test:6443`,
  cluster,
  user,
  namespace,
}: Parts = {}) {
  return {
    'current-context': context,
    clusters: [{ name: `${context}-cluster`, cluster: { server, ...cluster } }],
    users: [{ name: `${context}-user`, user: user ?? {} }],
    contexts: [
      {
        name: context,
        context: { cluster: `${context}-cluster`, ...(user === null ? {} : { user: `${context}-user` }), namespace },
      },
    ],
  };
}

describe('which cluster', () => {
  it('is that of the file given before $KUBECONFIG, and that before ~/.kube/config', async () => {
    const given = write('given', kubeconfig({ context: 'given', namespace: 'mine' }));
    const KUBECONFIG = write('environment', kubeconfig({ context: 'environment' }));
    mkdirSync(join(folder, '.kube'));
    const standard = write('.kube/config', kubeconfig({ context: 'standard' }));
    const environment = { KUBECONFIG, HOME: folder };
    expect(await loadCluster({ kubeconfig: given, environment })).toMatchObject({
      kubeconfig: given,
      context: 'given',
      server: 'https://given.test:6443',
      namespace: 'mine',
    });
    const fromEnvironment = { kubeconfig: KUBECONFIG, context: 'environment', namespace: 'default' };
    expect(await loadCluster({ environment })).toMatchObject(fromEnvironment);
    expect(await loadCluster({ environment: { HOME: folder } })).toMatchObject({ kubeconfig: standard });
  });

  it('may be in any of several files, of which the first counts where names are the same', async () => {
    const first = write('first', { ...kubeconfig({ context: 'a' }), 'current-context': '' });
    const second = write('second', {
      ...kubeconfig({ context: 'b' }),
      clusters: [
        { name: 'b-cluster', cluster: { server: 'https://b.test/k8s/clusters/c-1/' } },
        { name: 'a-cluster', cluster: { server: 'https://wrong.test' } },
      ],
    });
    const KUBECONFIG = [first, join(folder, 'absent'), '', second].join(delimiter);
    const environment = { KUBECONFIG };
    const b = { context: 'b', server: 'https://b.test/k8s/clusters/c-1', kubeconfig: `${first}${delimiter}${second}` };
    expect(await loadCluster({ environment })).toMatchObject(b);
    const a = { context: 'a', server: 'https://a.test:6443' };
    expect(await loadCluster({ environment, context: 'a' })).toMatchObject(a);
  });

  it('is unknown without a kubeconfig', async () => {
    const nothing = loadCluster({ environment: { HOME: folder } });
    await expect(nothing).rejects.toMatchObject({ code: 'no-kubeconfig', kind: 'environment' });
    const path = join(folder, 'absent');
    const absent = loadCluster({ kubeconfig: path, environment: { HOME: folder } });
    await expect(absent).rejects.toThrow(`there is no kubeconfig at ${path}: no cluster is known`);
  });

  it('is asked for by a name that exists', async () => {
    const path = write('config', kubeconfig({ context: 'kind-play' }));
    const unknown = loadCluster({ kubeconfig: path, context: 'kind-ply' });
    await expect(unknown).rejects.toMatchObject({
      code: 'unknown-context',
      message: `there is no context "kind-ply" in ${path}`,
      hint: 'did you mean kind-play? there are: kind-play',
      kind: 'usage',
    });
    const current = write('stale', { ...kubeconfig(), 'current-context': 'gone' });
    await expect(loadCluster({ kubeconfig: current })).rejects.toMatchObject({ kind: 'environment' });
    const none = write('none', { ...kubeconfig(), 'current-context': undefined });
    await expect(loadCluster({ kubeconfig: none })).rejects.toMatchObject({ code: 'no-context' });
    await expect(loadCluster({ kubeconfig: write('empty', '') })).rejects.toMatchObject({
      code: 'no-context',
      hint: expect.stringContaining('it has none'),
    });
  });
});

describe('a broken kubeconfig', () => {
  const dangling = (part: 'clusters' | 'users') => ({ ...kubeconfig(), [part]: [] });

  it.each([
    { why: 'no YAML', content: 'clusters: [\n  a: b: c', says: /it is no YAML: .* at line 2/ },
    { why: 'no mapping', content: '- a\n- b', says: 'it holds no mapping with clusters, users and contexts' },
    { why: 'a cluster without a server', content: kubeconfig({ server: '' }), says: 'clusters[0].cluster.server' },
    { why: 'a missing cluster', content: dangling('clusters'), says: 'context "one" names cluster "one-cluster"' },
    { why: 'a missing user', content: dangling('users'), says: 'context "one" names user "one-user"' },
    { why: 'a server that is no URL', content: kubeconfig({ server: 'nonsense' }), says: '"nonsense", the server' },
  ])('with $why is named', async ({ content, says }) => {
    const path = write('broken', content);
    const other = write('other', kubeconfig({ context: 'other' }));
    const failed = loadCluster({ kubeconfig: `${path}${delimiter}${other}`, context: 'one' }).catch((error) => error);
    const { code, message, kind } = await failed;
    expect({ code, kind }).toEqual({ code: 'invalid-kubeconfig', kind: 'environment' });
    expect(message).toMatch(says);
    expect(message).toContain(path);
    expect(message).not.toContain('\n');
  });

  it('that cannot be read is named', async () => {
    const message = `cannot read the kubeconfig ${folder}: a folder is in its place`;
    await expect(loadCluster({ kubeconfig: folder })).rejects.toThrow(message);
  });
});

describe('credentials', () => {
  const headersWith = async (user: object | null, environment: NodeJS.ProcessEnv = process.env) => {
    const cluster = await loadCluster({ kubeconfig: write('config', kubeconfig({ user })), environment });
    return (await cluster.requestOptions()).headers;
  };

  it('may be none', async () => {
    expect(await headersWith(null)).toEqual({});
  });

  it('are a token, or that of a file beside the kubeconfig', async () => {
    expect(await headersWith({ token: 'abc' })).toEqual({ Authorization: 'Bearer abc' });
    write('token', 'from-file\n');
    const headers = { Authorization: 'Bearer from-file' };
    expect(await headersWith({ token: 'stale', tokenFile: 'token' })).toEqual(headers);
  });

  it('are name and password', async () => {
    const path = write('config', kubeconfig({ user: { username: 'ann', password: 'secret' } }));
    expect(await (await loadCluster({ kubeconfig: path })).requestOptions()).toMatchObject({ auth: 'ann:secret' });
  });

  it('may be those of somebody else', async () => {
    const headers = { 'Impersonate-User': 'ann', 'Impersonate-Group': ['a', 'b'] };
    expect(await headersWith({ as: 'ann', 'as-groups': ['a', 'b'] })).toEqual(headers);
  });

  it('come from a program beside the kubeconfig, which learns of the cluster', async () => {
    const script = `#!/bin/sh
case $KUBERNETES_EXEC_INFO in *https://one.test:6443*) ;; *) exit 9 ;; esac
echo "{\\"status\\":{\\"token\\":\\"$1-$EXTRA-$INHERITED\\"}}"`;
    write('login', script);
    chmodSync(join(folder, 'login'), 0o755);
    const exec = { command: './login', args: ['x'], env: [{ name: 'EXTRA', value: 'y' }], provideClusterInfo: true };
    const headers = { Authorization: 'Bearer x-y-z' };
    expect(await headersWith({ exec }, { PATH: process.env.PATH, INHERITED: 'z' })).toEqual(headers);
  });

  it('that cannot be had are one line', async () => {
    const failed = headersWith({ tokenFile: 'absent' });
    await expect(failed).rejects.toMatchObject({
      code: 'cluster-credentials',
      message: expect.stringMatching(/^the credentials of context "one" cannot be had: ENOENT.*absent'$/),
    });
  });
});

describe('the connection', () => {
  const authority = createAuthority();
  const { certificate: cert, key } = authority.issue('server', ['127.0.0.1', 'api.test']);
  const stranger = authority.issue('server', ['elsewhere.test']);
  const ann = authority.issue('ann');
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  let server: Listening;
  let elsewhere: Listening;

  beforeAll(async () => {
    const options = { requestCert: true, rejectUnauthorized: false, ca: authority.certificate };
    const who = (socket: Socket) => (socket as TLSSocket).getPeerCertificate()?.subject?.CN;
    const answer = (request: IncomingMessage) => JSON.stringify({ user: who(request.socket), host: request.url });
    server = await listen(
      createServer({ ...options, cert, key }, (request, response) => void response.end(answer(request))),
      '127.0.0.1',
      0,
    );
    const other = { ...options, cert: stranger.certificate, key: stranger.key };
    elsewhere = await listen(
      createServer(other, (request, response) => void response.end(answer(request))),
      '127.0.0.1',
      0,
    );
  });
  afterAll(async () => {
    await server.close();
    await elsewhere.close();
  });

  const ask = async ({ port }: { port: number }, cluster: object, user: object | null = {}) => {
    const path = write('config', kubeconfig({ server: `https://127.0.0.1:${port}`, cluster, user }));
    const { status, body } = await exchangeWith(await loadCluster({ kubeconfig: path }), { method: 'GET', path: '/x' });
    return { status, ...(JSON.parse(body.toString()) as object) };
  };
  const trusted = { 'certificate-authority-data': base64(authority.certificate) };

  it('trusts the authority of the kubeconfig, with or without a user', async () => {
    expect(await ask(server, trusted)).toMatchObject({ status: 200 });
    expect(await ask(server, trusted, null)).toMatchObject({ status: 200 });
    write('ca.crt', authority.certificate);
    expect(await ask(server, { 'certificate-authority': 'ca.crt' })).toMatchObject({ status: 200 });
  });

  it('trusts no other, and says so', async () => {
    await expect(ask(server, {})).rejects.toMatchObject({
      code: 'cluster-unreachable',
      kind: 'environment',
      message: expect.stringMatching(/^the cluster of context "one" cannot be trusted: /),
      hint: expect.stringContaining('certificate authority'),
    });
    await expect(ask(elsewhere, trusted)).rejects.toThrow('cannot be trusted');
  });

  it('trusts by another name, or blindly, when told to', async () => {
    const status = 200;
    expect(await ask(elsewhere, { ...trusted, 'tls-server-name': 'elsewhere.test' })).toMatchObject({ status });
    expect(await ask(elsewhere, { 'insecure-skip-tls-verify': true })).toMatchObject({ status });
  });

  it('shows the certificate of the user, from the kubeconfig, its files or a program', async () => {
    const data = { 'client-certificate-data': base64(ann.certificate), 'client-key-data': base64(ann.key) };
    expect(await ask(server, trusted, data)).toMatchObject({ user: 'ann' });
    write('ann.crt', ann.certificate);
    write('ann.key', ann.key);
    const files = { 'client-certificate': 'ann.crt', 'client-key': 'ann.key' };
    expect(await ask(server, trusted, files)).toMatchObject({ user: 'ann' });
    const status = { clientCertificateData: ann.certificate, clientKeyData: ann.key };
    write('credential.json', { status });
    const exec = { command: 'cat', args: [join(folder, 'credential.json')] };
    expect(await ask(server, trusted, { exec })).toMatchObject({ user: 'ann' });
  });

  it('leads through a proxy', async () => {
    const targets: string[] = [];
    const proxy = createHttpServer();
    proxy.on('connect', (request: IncomingMessage, client: Socket) => {
      targets.push(request.url ?? '');
      const onward = connect(server.port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 connected\r\n\r\n');
        client.pipe(onward).pipe(client);
      });
      client.on('close', () => onward.destroy());
      onward.on('close', () => client.destroy());
    });
    const { port, close } = await listen(proxy, '127.0.0.1', 0);
    const cluster = { ...trusted, 'proxy-url': `http://127.0.0.1:${port}`, server: 'https://api.test:6443' };
    expect(await ask(server, cluster)).toMatchObject({ status: 200 });
    expect(targets).toEqual(['api.test:6443']);
    await close();
  });

  it('needs no TLS where the server has none, as that of kubectl proxy', async () => {
    const plain = await listen(
      createHttpServer((_request, response) => void response.end('{}')),
      '127.0.0.1',
      0,
    );
    expect(await ask(plain, { server: `http://127.0.0.1:${plain.port}` })).toEqual({ status: 200 });
    await expect(ask(plain, {})).rejects.toThrow('does not answer: it speaks no TLS there');
    await plain.close();
  });
});
