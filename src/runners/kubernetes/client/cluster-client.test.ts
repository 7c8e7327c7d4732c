import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  bodyOf,
  type ClusterStandIn,
  clusterAt,
  sendJson,
  sendStatus,
  startClusterStandIn,
} from '../../../../test/support/cluster-stand-in.ts';
import { waitUntil } from '../../../../test/support/wait-until.ts';
import { listen } from '../../../lib/listen.ts';
import { ClusterClient } from './cluster-client.ts';

const POD = { apiVersion: 'v1', kind: 'Pod' };
const NET = { ...POD, namespace: 'a', name: 'net-0' };

let standIn: ClusterStandIn;
let client: ClusterClient;
let retries: string[];
beforeEach(async () => {
  standIn = await startClusterStandIn();
  retries = [];
  client = new ClusterClient(standIn.cluster, { onRetry: (message) => retries.push(message), pauses: [10, 20, 50] });
});
afterEach(() => standIn.close());

/** Answers one after the other; the last one from then on. */
function inTurn(...answers: ((response: ServerResponse) => void)[]): void {
  standIn.answer((_request, response) => {
    const next = answers.length > 1 ? answers.shift() : answers[0];
    next?.(response);
  });
}
const cut = (response: ServerResponse) => void response.destroy();
const ok = (response: ServerResponse) => sendJson(response, NET);
const status = (code: number, fields?: object) => (response: ServerResponse) => sendStatus(response, code, fields);

describe('requests', () => {
  it('send objects as they are', async () => {
    const sent: unknown[] = [];
    const echo: RequestListener = async (request, response) => {
      const body = await bodyOf(request);
      sent.push([request.method, request.url, request.headers['content-type'], body]);
      sendJson(response, body);
    };
    standIn.answer(echo);
    const object = {
      ...POD,
      metadata: { name: 'net-0', namespace: 'a' },
      'x-kubernetes-unknown': { enum: [null, '€'] },
    };
    const path = '/api/v1/namespaces/a/pods';
    expect(await client.apply(object)).toEqual(object);
    await client.apply(object, { force: false });
    await client.create(object);
    await client.patch(NET, { spec: null });
    await client.delete(NET, { propagation: 'Foreground', gracePeriodSeconds: 0 });
    const deletion = { propagationPolicy: 'Foreground', gracePeriodSeconds: 0 };
    const apply = `${path}/net-0?fieldManager=builder-playground&force=`;
    expect(sent).toEqual([
      ['PATCH', `${apply}true`, 'application/apply-patch+yaml', object],
      ['PATCH', `${apply}false`, 'application/apply-patch+yaml', object],
      ['POST', path, 'application/json', object],
      ['PATCH', `${path}/net-0`, 'application/merge-patch+json', { spec: null }],
      ['DELETE', `${path}/net-0`, 'application/json', { apiVersion: 'v1', kind: 'DeleteOptions', ...deletion }],
    ]);
  });

  it('find nothing, rather than fail, where there is no such object', async () => {
    inTurn(status(404, { message: 'pods "net-0" not found', details: { name: 'net-0', kind: 'pods' } }));
    expect(await client.get(NET)).toBeUndefined();
    expect(await client.patch(NET, {})).toBeUndefined();
    await client.delete(NET);
    const made = client.create({ ...POD, metadata: { name: 'net-0', namespace: 'a' } });
    await expect(made).rejects.toMatchObject({ code: 'cluster-refused' });
  });

  it('fail where there is no such kind', async () => {
    inTurn((response) => void response.writeHead(404).end('404 page not found\n'));
    await expect(client.get({ ...NET, kind: 'Pot' })).rejects.toMatchObject({
      code: 'cluster-unknown-kind',
      message: 'the cluster knows no such kind of object: Pot net-0 in namespace a',
    });
    await expect(client.list(POD)).rejects.toMatchObject({ code: 'cluster-unknown-kind' });
  });

  it('fail with what the server says', async () => {
    const causes = [{ reason: 'FieldManagerConflict', message: 'conflict with "kubectl"', field: '.spec.replicas' }];
    inTurn(status(409, { reason: 'Conflict', message: 'Apply failed with 1 conflict', details: { causes } }));
    await expect(client.apply({ ...POD, metadata: { name: 'net-0' } }, { force: false })).rejects.toMatchObject({
      code: 'cluster-conflict',
      message: 'Pod net-0: Apply failed with 1 conflict',
      details: { causes },
    });
  });

  it('do not take another server for an API server', async () => {
    inTurn((response) => void response.end('<html>log in</html>'));
    await expect(client.get(NET)).rejects.toMatchObject({
      code: 'cluster-unreachable',
      message: `${standIn.cluster.server} is no Kubernetes API server: it answers with something else than JSON`,
    });
    inTurn((response) => void response.writeHead(302, { location: '/login' }).end());
    await expect(client.get(NET)).rejects.toThrow('it sends one elsewhere, with status 302');
  });

  it('are limited in time, from the first to the last byte', async () => {
    const request = { method: 'GET', path: '/x', timeout: 50 };
    standIn.answer(() => {});
    await expect(client.request(request, 'x')).rejects.toMatchObject({
      code: 'cluster-unreachable',
      message: 'the cluster of context "test" does not answer: no answer within 0.05 s',
    });
    standIn.answer((_request, response) => void response.write('{'));
    await expect(client.request(request, 'x')).rejects.toThrow('no answer within 0.05 s');
    expect(standIn.asked).toHaveLength(2);
  });

  it('end when they are aborted, also between two tries', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    standIn.answer(() => controller.abort(reason));
    await expect(client.list(POD, { signal: controller.signal })).rejects.toBe(reason);
    await expect(client.list(POD, { signal: controller.signal })).rejects.toBe(reason);
    expect(standIn.asked).toHaveLength(1);
    const between = new AbortController();
    standIn.answer((_request, response) => {
      response.on('close', () => setImmediate(() => between.abort(reason)));
      sendStatus(response.setHeader('retry-after', '60'), 429);
    });
    await expect(client.list(POD, { signal: between.signal })).rejects.toBe(reason);
  });
});

describe('lists', () => {
  it('come page by page, with what was asked for', async () => {
    const pages = [
      { items: [1, 2], metadata: { continue: 'next', resourceVersion: '7' } },
      { items: [3], metadata: { resourceVersion: '7' } },
    ];
    standIn.answer((_request, response) => sendJson(response, pages.shift()));
    const options = { namespace: 'a', labelSelector: 'x=y,z', fieldSelector: 'metadata.name=n' };
    expect(await client.listWithVersion(POD, options)).toEqual({ items: [1, 2, 3], resourceVersion: '7' });
    const query = 'limit=500&labelSelector=x%3Dy%2Cz&fieldSelector=metadata.name%3Dn';
    const path = `GET /api/v1/namespaces/a/pods?${query}`;
    expect(standIn.asked).toEqual([path, `${path}&continue=next`]);
  });

  it('begin anew, without pages, when the server has forgotten the next page', async () => {
    standIn.answer((request, response) => {
      const query = new URL(request.url ?? '', 'http://x').searchParams;
      if (query.has('continue')) sendStatus(response, 410, { reason: 'Expired' });
      else if (query.has('limit')) sendJson(response, { items: [1], metadata: { continue: 'next' } });
      else sendJson(response, { items: [1, 2], metadata: { resourceVersion: '8' } });
    });
    expect(await client.listWithVersion(POD, {})).toEqual({ items: [1, 2], resourceVersion: '8' });
  });
});

describe('a request is made again', () => {
  it('when its connection is cut, or the server has no time', async () => {
    inTurn(cut, status(429), status(503), ok);
    expect(await client.get(NET)).toEqual(NET);
    expect(standIn.asked).toHaveLength(4);
    const what = 'GET /api/v1/namespaces/a/pods/net-0 is tried again: ';
    expect(retries).toEqual([
      `${what}the cluster of context "test" does not answer: the connection was cut`,
      `${what}status 429`,
      `${what}status 503`,
    ]);
  });

  it('when its answer is cut', async () => {
    const half = (response: ServerResponse) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{', () => response.destroy());
    };
    inTurn(half, ok);
    expect(await client.apply({ ...POD, metadata: { name: 'net-0' } })).toEqual(NET);
  });

  it('not more than three times', async () => {
    inTurn(status(503, { message: 'shutting down' }));
    await expect(client.get(NET)).rejects.toMatchObject({
      code: 'cluster-busy',
      message: 'the cluster has no time for Pod net-0 in namespace a: shutting down',
    });
    inTurn(cut);
    await expect(client.get(NET)).rejects.toMatchObject({ code: 'cluster-unreachable' });
    expect(standIn.asked).toHaveLength(8);
  });

  it('as late as the server wishes', async () => {
    inTurn((response) => sendStatus(response.setHeader('retry-after', '1'), 429), ok);
    const before = performance.now();
    await client.get(NET);
    expect(performance.now() - before).toBeGreaterThan(950);
  });

  it('never where that would make two of one', async () => {
    inTurn(cut);
    await expect(client.create({ ...POD, metadata: { name: 'x' } })).rejects.toThrow('the connection was cut');
    expect(standIn.asked).toHaveLength(1);
  });

  it('when a server that has answered before refuses connections, and not otherwise', async () => {
    inTurn(ok);
    const onRetry = (message: string) => retries.push(message);
    const cluster = { ...standIn.cluster, requestOptions: async () => ({ agent: false }) };
    client = new ClusterClient(cluster, { onRetry });
    await client.get(NET);
    const { port } = new URL(standIn.cluster.server);
    await standIn.close();
    const [found] = await Promise.all([client.get(NET), startAgain(Number(port))]);
    expect(found).toEqual(NET);
    expect(retries.join()).toContain('connection refused');
    const stranger = new ClusterClient(clusterAt('http://127.0.0.1:1'), { onRetry });
    retries = [];
    await expect(stranger.get(NET)).rejects.toMatchObject({
      message: 'the cluster of context "test" does not answer: connection refused',
      hint: 'is it running? http://127.0.0.1:1 is asked; kubectl cluster-info asks the same',
    });
    expect(retries).toEqual([]);
  });

  async function startAgain(port: number): Promise<void> {
    await waitUntil('a connection to be refused', () => retries.length > 0);
    const again = createServer((_request, response) => ok(response));
    const { close } = await listen(again, '127.0.0.1', port);
    standIn.close = close;
  }

  it('once, with new credentials where such can be had', async () => {
    let token = 0;
    const renewing = {
      ...standIn.cluster,
      requestOptions: async () => ({ headers: { authorization: `Bearer ${token}` } }),
      renew: () => {
        token++;
        return true;
      },
    };
    standIn.answer((request, response) => {
      if (request.headers.authorization === 'Bearer 1') ok(response);
      else sendStatus(response, 401);
    });
    expect(await new ClusterClient(renewing).get(NET)).toEqual(NET);
    await expect(client.get(NET)).rejects.toMatchObject({ code: 'cluster-unauthorized', kind: 'environment' });
    expect(standIn.asked).toHaveLength(3);
    standIn.answer((_request, response) => sendStatus(response, 401));
    await expect(new ClusterClient(renewing).get(NET)).rejects.toMatchObject({ code: 'cluster-unauthorized' });
    expect(standIn.asked).toHaveLength(5);
  });
});
