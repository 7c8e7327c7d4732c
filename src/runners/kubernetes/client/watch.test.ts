import { createServer, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ClusterStandIn,
  sendJson,
  sendStatus,
  startClusterStandIn,
} from '../../../../test/support/cluster-stand-in.ts';
import { waitUntil } from '../../../../test/support/wait-until.ts';
import { listen } from '../../../lib/listen.ts';
import { ClusterClient, type ClusterObject } from './cluster-client.ts';
import { type WatchOptions, watch } from './watch.ts';

const POD = { apiVersion: 'v1', kind: 'Pod' };

let standIn: ClusterStandIn;
let controller: AbortController;
/** What the listeners were told, in its order. */
let told: string[];
/** What there is; the answer to a list. */
let items: ClusterObject[];
/** The watches that are open. */
let watches: ServerResponse[];

beforeEach(async () => {
  told = [];
  items = [];
  watches = [];
  controller = new AbortController();
  standIn = await startClusterStandIn();
  standIn.answer((request, response) => {
    if (!request.url?.includes('watch=1')) list(response);
    else openWatch(response);
  });
});
afterEach(async () => {
  controller.abort();
  await standIn.close();
});

const pod = (name: string, resourceVersion: string, uid = name): ClusterObject => ({
  ...POD,
  metadata: { name, uid, resourceVersion },
});

function list(response: ServerResponse, resourceVersion = '10'): void {
  // As from the real one, without their kind.
  sendJson(response, { items: items.map(({ metadata }) => ({ metadata })), metadata: { resourceVersion } });
}

function openWatch(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
  watches.push(response);
}

function send(type: string, object: object): void {
  watches.at(-1)?.write(`${JSON.stringify({ type, object })}\n`);
}

function begin(options: Partial<WatchOptions<ClusterObject>> = {}): void {
  const describe = ({ kind, metadata }: ClusterObject) => `${kind} ${metadata.name} ${metadata.resourceVersion}`;
  watch<ClusterObject>(new ClusterClient(standIn.cluster, { pauses: [] }), POD, {
    signal: controller.signal,
    onChange: (object, change) => told.push(`${change} ${describe(object)}`),
    onGone: (object) => told.push(`gone ${describe(object)}`),
    onListed: () => told.push('listed'),
    onTrouble: (message) => told.push(`trouble ${message}`),
    onRecovered: () => told.push('recovered'),
    ...options,
  });
}

const watching = (count: number) => waitUntil(`watch ${count}`, () => watches.length === count);
const telling = (last: string) => waitUntil(last, () => told.at(-1) === last);
const versionOf = (asked: string | undefined) =>
  new URL(`http://x${asked?.split(' ')[1]}`).searchParams.get('resourceVersion');

describe('a watch', () => {
  it('tells what there is, then what changes', async () => {
    items = [pod('a', '1'), pod('b', '2')];
    begin({ namespace: 'n', labelSelector: 'l=1', fieldSelector: 'f=2' });
    await watching(1);
    send('ADDED', pod('c', '11'));
    send('MODIFIED', pod('a', '12'));
    send('DELETED', pod('b', '13'));
    await telling('gone Pod b 13');
    expect(told).toEqual([
      'added Pod a 1',
      'added Pod b 2',
      'listed',
      'added Pod c 11',
      'modified Pod a 12',
      'gone Pod b 13',
    ]);
    const [listed = '', watched = ''] = standIn.asked;
    expect(listed).toBe('GET /api/v1/namespaces/n/pods?limit=500&labelSelector=l%3D1&fieldSelector=f%3D2');
    expect(Object.fromEntries(new URLSearchParams(watched.split('?')[1]))).toEqual({
      watch: '1',
      resourceVersion: '10',
      allowWatchBookmarks: 'true',
      timeoutSeconds: '30',
      labelSelector: 'l=1',
      fieldSelector: 'f=2',
    });
  });

  it('goes on where it was cut, without a word, from the last bookmark', async () => {
    begin();
    await watching(1);
    send('ADDED', pod('a', '11'));
    send('BOOKMARK', { ...POD, metadata: { resourceVersion: '20' } });
    await telling('added Pod a 11');
    watches[0]?.destroy();
    await watching(2);
    expect(versionOf(standIn.asked.at(-1))).toBe('20');
    send('MODIFIED', pod('a', '21'));
    await telling('modified Pod a 21');
    watches[1]?.end('{"type":"MODIFIED","object":{"meta');
    await watching(3);
    expect(versionOf(standIn.asked.at(-1))).toBe('21');
    expect(told).toEqual(['listed', 'added Pod a 11', 'modified Pod a 21']);
  });

  it.each(['an event', 'a status'])('lists anew when %s says that its version is forgotten', async (how) => {
    items = [pod('a', '1'), pod('b', '2'), pod('c', '3', 'c-1')];
    begin();
    await watching(1);
    items = [pod('a', '1'), pod('b', '14'), pod('c', '15', 'c-2')];
    const gone = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' };
    if (how === 'an event') {
      send('ERROR', gone);
    } else {
      standIn.answer((request, response) => {
        if (!request.url?.includes('watch=1')) list(response, '30');
        else if (versionOf(`GET ${request.url}`) === '10') sendStatus(response, 410, gone);
        else openWatch(response);
      });
      watches[0]?.end();
    }
    await watching(2);
    expect(told.slice(4)).toEqual(['gone Pod c 3', 'modified Pod b 14', 'added Pod c 15']);
  });

  it('tells what is lost with the connection once, and that it is back', async () => {
    items = [pod('a', '1')];
    begin();
    await watching(1);
    const port = Number(new URL(standIn.cluster.server).port);
    watches[0]?.destroy();
    await standIn.close();
    await waitUntil('trouble', () => told.length === 3);
    const again = createServer((request, response) => {
      if (request.url?.includes('watch=1')) openWatch(response);
      else list(response);
    });
    const { close } = await listen(again, '127.0.0.1', port);
    standIn.close = close;
    await telling('recovered');
    expect(told).toEqual([
      'added Pod a 1',
      'listed',
      'trouble the cluster of context "test" does not answer: connection refused',
      'recovered',
    ]);
  });

  it('begins as soon as it may', async () => {
    let allowed = false;
    const message = 'pods is forbidden: User "ann" cannot list resource "pods" in API group "" in the namespace "n"';
    standIn.answer((request, response) => {
      if (!allowed) sendStatus(response, 403, { message });
      else if (request.url?.includes('watch=1')) openWatch(response);
      else list(response);
    });
    begin();
    await telling('trouble you may not list pods in namespace n');
    allowed = true;
    await telling('recovered');
  });

  it('goes on when a listener fails, and says so', async () => {
    items = [pod('a', '1')];
    const onChange = () => {
      throw new Error('a bug');
    };
    begin({ onChange });
    await watching(1);
    expect(told).toEqual(['trouble a change of Pod objects could not be taken in: a bug', 'listed']);
    send('DELETED', pod('a', '11'));
    await telling('gone Pod a 11');
  });

  it('lists again from time to time, and tells what is the same', async () => {
    items = [pod('a', '1'), pod('b', '2')];
    begin({ resync: 0 });
    await watching(1);
    items = [pod('a', '1'), pod('b', '12')];
    watches[0]?.end();
    await watching(2);
    expect(told.slice(3)).toEqual(['same Pod a 1', 'modified Pod b 12']);
  });

  it('does not run wild where all watches end at once', async () => {
    standIn.answer((request, response) => {
      if (request.url?.includes('watch=1')) response.end();
      else list(response);
    });
    const before = performance.now();
    begin();
    await waitUntil('some watches', () => standIn.asked.length >= 5);
    // Pauses of at least 0.1, 0.2 and 0.4 s lie between the first four.
    expect(performance.now() - before).toBeGreaterThan(690);
    expect(told).toEqual(['listed']);
  });

  it('ends when it is aborted', async () => {
    begin();
    await watching(1);
    const closed = new Promise((done) => watches[0]?.on('close', done));
    controller.abort();
    await closed;
    expect(standIn.asked).toHaveLength(2);
    expect(told).toEqual(['listed']);
  });
});
