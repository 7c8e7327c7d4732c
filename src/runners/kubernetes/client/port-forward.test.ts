import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebSocketServer } from 'ws';
import { type ClusterStandIn, sendStatus, startClusterStandIn } from '../../../../test/support/cluster-stand-in.ts';
import { acceptChannels, beginPort, type PodSide } from '../../../../test/support/kubelet-stand-in.ts';
import { waitUntil } from '../../../../test/support/wait-until.ts';
import { type ForwardedPort, type ForwardOptions, forwardPort } from './port-forward.ts';

const DATA = 0;
const ERROR = 1;

let standIn: ClusterStandIn;
let kubelet: WebSocketServer;
let pod: string;
let trouble: string[];
let forwards: ForwardedPort[];
let clients: Socket[];
let sides: PodSide[];
/** What the pod does with a connection. */
let onOpen: (side: PodSide) => void;

const echo = (side: PodSide) => {
  beginPort(side);
  side.socket.on('message', (data: Buffer) => side.socket.send(data));
};

beforeEach(async () => {
  [trouble, forwards, clients, sides, pod, onOpen] = [[], [], [], [], 'net-0', echo];
  standIn = await startClusterStandIn();
  kubelet = acceptChannels(standIn.server, (side) => {
    sides.push(side);
    onOpen(side);
  });
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  for (const { close } of forwards) close();
  for (const socket of kubelet.clients) socket.terminate();
  await standIn.close();
});

async function forward(options: Partial<ForwardOptions> = {}): Promise<number> {
  const forwarded = await forwardPort({
    cluster: standIn.cluster,
    namespace: 'n',
    pod: () => pod,
    podPort: 8545,
    localPort: 0,
    onTrouble: (message) => trouble.push(message),
    ...options,
  });
  forwards.push(forwarded);
  return forwarded.localPort;
}

/** A connection of this machine, with all that comes over it. */
function dial(port: number, options: { allowHalfOpen?: boolean } = {}) {
  const socket = connect({ port, host: '127.0.0.1', ...options });
  clients.push(socket);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  const errors: string[] = [];
  const closed = new Promise((done) => socket.on('close', done));
  socket.on('error', (error) => errors.push((error as NodeJS.ErrnoException).code ?? error.message));
  return { socket, errors, received: () => Buffer.concat(chunks), closed };
}

const hash = (data: Buffer) => createHash('sha256').update(data).digest('hex');

describe('a forwarded port', () => {
  it('carries bytes both ways, to the pod that is there', async () => {
    const { socket, received } = dial(await forward());
    socket.write('hello');
    await waitUntil('an echo', () => received().toString() === 'hello');
    expect(sides.map(({ path }) => path)).toEqual(['/api/v1/namespaces/n/pods/net-0/portforward?ports=8545']);
    expect(trouble).toEqual([]);
  });

  it('carries much, over many connections at once', async () => {
    const port = await forward();
    const sent = Array.from({ length: 50 }, (_, index) => randomBytes(index === 0 ? 10 << 20 : 100_000));
    const echoed = sent.map(async (data) => {
      const { socket, received } = dial(port);
      socket.write(data);
      await waitUntil('all of it', () => received().length === data.length, 25_000);
      return hash(received());
    });
    expect(await Promise.all(echoed)).toEqual(sent.map(hash));
  });

  it('lets a pod that does not read wait, and a person who does not', async () => {
    onOpen = (side) => {
      beginPort(side);
      side.socket.pause();
    };
    const port = await forward();
    const sender = dial(port);
    const full = () => sender.socket.writableLength > 8 << 20;
    await waitUntil('the sender to be held up', () => {
      if (!full()) sender.socket.write(Buffer.alloc(1 << 20));
      return full();
    });
    onOpen = (side) => {
      beginPort(side);
      for (let i = 0; i < 64; i++) side.send(DATA, Buffer.alloc(1 << 20));
    };
    const reader = dial(port);
    reader.socket.pause();
    const waiting = () => sides[1]?.socket.bufferedAmount ?? 0;
    await waitUntil('the pod to be held up', () => waiting() > 30 << 20);
    reader.socket.resume();
    await waitUntil('all of it', () => reader.received().length === 64 << 20, 25_000);
  });

  it('ends in order where the pod ends in order, with all that was sent', async () => {
    onOpen = (side) => {
      beginPort(side);
      side.send(DATA, Buffer.alloc(5 << 20));
      side.socket.close(1000);
    };
    const { errors, received, closed } = dial(await forward());
    await closed;
    expect(errors).toEqual([]);
    expect(received()).toHaveLength(5 << 20);
  });

  it('is reset where the connection breaks', async () => {
    onOpen = (side) => {
      beginPort(side);
      side.send(DATA, 'half');
      side.socket.once('message', () => side.socket.terminate());
    };
    const { socket, errors, received, closed } = dial(await forward());
    await waitUntil('a half', () => received().length > 0);
    socket.write('x');
    await closed;
    expect(errors).toEqual(['ECONNRESET']);
  });

  it('tells the words of the kubelet once, until a connection goes well', async () => {
    const refuse = (side: PodSide) => {
      beginPort(side);
      side.send(ERROR, 'dial tcp4 127.0.0.1:8545: connect: connection refused\n');
      side.socket.close(1000);
    };
    onOpen = refuse;
    const port = await forward();
    const { errors, closed } = dial(port);
    await closed;
    await dial(port).closed;
    expect(errors).toEqual(['ECONNRESET']);
    const words = 'dial tcp4 127.0.0.1:8545: connect: connection refused';
    expect(trouble).toEqual([words]);
    onOpen = echo;
    const { socket, received } = dial(port);
    socket.write('x');
    await waitUntil('an echo', () => received().length === 1);
    onOpen = refuse;
    await dial(port).closed;
    expect(trouble).toEqual([words, words]);
  });

  it('still answers whoever has ended his own side', async () => {
    onOpen = (side) => {
      beginPort(side);
      side.socket.once('message', () => {
        side.send(DATA, 'answer');
        side.socket.close(1000);
      });
    };
    const { socket, received, closed } = dial(await forward(), { allowHalfOpen: true });
    socket.end('question');
    await closed;
    expect(received().toString()).toBe('answer');
  });

  it('tells the pod when the person is gone', async () => {
    const { socket } = dial(await forward());
    socket.write('x');
    await waitUntil('a tunnel', () => sides.length === 1);
    const closed = once(sides[0]?.socket ?? kubelet, 'close');
    socket.resetAndDestroy();
    await closed;
  });
});

describe('the way to the pod', () => {
  it('leads to the next pod when one is gone', async () => {
    const port = await forward();
    const first = dial(port);
    first.socket.write('x');
    await waitUntil('an echo', () => first.received().length === 1);
    sides[0]?.socket.terminate();
    await first.closed;
    pod = 'net-1';
    const second = dial(port);
    second.socket.write('y');
    await waitUntil('an echo', () => second.received().toString() === 'y');
    expect(sides[1]?.path).toContain('/pods/net-1/');
  });

  it('is waited for while there is no pod, then there is none', async () => {
    let there = false;
    const missing = { message: 'pods "net-0" not found', details: { name: 'net-0' } };
    const { server } = standIn;
    server.removeAllListeners('upgrade');
    server.on('upgrade', (request, socket, head) => {
      if (there) kubelet.handleUpgrade(request, socket, head, (ws) => kubelet.emit('connection', ws, request));
      else socket.end(`HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n${JSON.stringify(missing)}`);
      if (!there) standIn.asked.push('refused');
    });
    const patient = dial(await forward());
    patient.socket.write('x');
    await waitUntil('some tries', () => standIn.asked.length >= 3);
    there = true;
    await waitUntil('an echo', () => patient.received().length === 1);
    expect(trouble).toEqual([]);
    there = false;
    const before = performance.now();
    const { errors, closed } = dial(await forward({ patience: 500 }));
    await closed;
    expect(performance.now() - before).toBeGreaterThan(495);
    expect(errors).toEqual(['ECONNRESET']);
    expect(trouble).toEqual([expect.stringContaining('pods "net-0" not found')]);
  });

  it('may be forbidden, which no waiting helps', async () => {
    const { server } = standIn;
    server.removeAllListeners('upgrade');
    const message =
      'pods "net-0" is forbidden: User "ann" cannot create resource "pods/portforward" in API group "" in the namespace "n"';
    server.on('upgrade', (_request, socket) => {
      socket.end(`HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n${JSON.stringify({ message })}`);
    });
    await dial(await forward()).closed;
    expect(trouble).toEqual(['you may not create pods/portforward in namespace n']);
  });
});

describe('the local port', () => {
  it('cannot be one that is taken', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const localPort = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(forward({ localPort })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    server.close();
  });

  it('is closed with its connections, also those that wait', async () => {
    const controller = new AbortController();
    const port = await forward({ signal: controller.signal });
    const { socket, received, closed } = dial(port);
    socket.write('x');
    await waitUntil('an echo', () => received().length === 1);
    standIn.server.removeAllListeners('upgrade');
    const upgrading: Duplex[] = [];
    standIn.server.on('upgrade', (_request, upgraded) => upgrading.push(upgraded.resume()));
    const waiting = dial(port);
    await waitUntil('a second tunnel to be asked for', () => upgrading.length === 1);
    const gone = Promise.all([once(sides[0]?.socket ?? kubelet, 'close'), once(upgrading[0] ?? kubelet, 'end')]);
    controller.abort();
    await Promise.all([closed, waiting.closed, gone]);
    upgrading[0]?.destroy();
    const late = dial(port);
    await late.closed;
    expect(late.errors).toEqual(['ECONNREFUSED']);
    expect(trouble).toEqual([]);
  });
});

it('does not end the process over a server that is none', async () => {
  standIn.server.removeAllListeners('upgrade');
  standIn.answer((_request, response) => sendStatus(response, 426, { message: 'upgrade required' }));
  const { errors, closed } = dial(await forward({ patience: 0 }));
  await closed;
  expect(errors).toEqual(['ECONNRESET']);
  expect(trouble).toEqual([expect.stringContaining('upgrade required')]);
});
