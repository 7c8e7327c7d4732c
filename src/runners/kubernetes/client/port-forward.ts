import { createServer, type Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import { messageOf } from '../../../lib/errors.ts';
import { openChannelSocket } from './channel-socket.ts';
import type { Cluster } from './load-cluster.ts';

export interface ForwardOptions {
  cluster: Cluster;
  namespace: string;
  /** Name of the pod that serves just now. */
  pod(): string;
  podPort: number;
  /** 0 for any that is free. */
  localPort: number;
  /** Listen on every interface rather than on 127.0.0.1. */
  bindExternal?: boolean;
  /** Ends the forward with all its connections. */
  signal?: AbortSignal;
  /** The cluster's own words on a connection that could not be made; the same ones are not repeated. */
  onTrouble?(message: string): void;
}

export interface ForwardedPort {
  localPort: number;
  close(): void;
}

/** Channels of `v4.channel.k8s.io` for a single port: data, then errors. Both begin with the port's number. */
const DATA = 0;
const ERROR = 1;
const PROTOCOL = 'v4.channel.k8s.io';
/** Bytes that may wait in the WebSocket before the local side is asked to wait. */
const HIGH_WATER = 1 << 20;
/** Milliseconds for a pod to be there again, and between two looks. */
const PATIENCE = 5000;
const INTERVAL = 200;

/**
 * Makes a port of a pod a port of this machine: a WebSocket for every connection. The listener outlives the pod:
 * connections wait a moment for another of its name, and are closed without an answer when there is none.
 */
export async function forwardPort(options: ForwardOptions): Promise<ForwardedPort> {
  const { localPort, bindExternal = false, signal } = options;
  const sockets = new Set<Socket>();
  const told = new Set<string>();
  const trouble = (message: string) => {
    if (told.has(message)) return;
    told.add(message);
    options.onTrouble?.(message);
  };
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    void serve(socket, options, trouble, () => told.clear());
  });
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(localPort, bindExternal ? '0.0.0.0' : '127.0.0.1', resolve);
  });
  server.on('error', (error) => trouble(messageOf(error)));
  signal?.addEventListener('abort', close, { once: true });
  const address = server.address();
  return { localPort: typeof address === 'object' && address !== null ? address.port : localPort, close };
}

async function serve(
  socket: Socket,
  options: ForwardOptions,
  trouble: (message: string) => void,
  well: () => void,
): Promise<void> {
  const tunnel = await connect(socket, options, trouble);
  if (tunnel === undefined || socket.destroyed) {
    tunnel?.terminate();
    socket.destroy();
    return;
  }
  join(socket, tunnel, trouble, well);
}

async function connect(
  socket: Socket,
  { cluster, namespace, pod, podPort, signal }: ForwardOptions,
  trouble: (message: string) => void,
): Promise<WebSocket | undefined> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod())}/portforward`;
    try {
      return await openChannelSocket(cluster, `${path}?ports=${podPort}`, PROTOCOL);
    } catch (error) {
      if (signal?.aborted || socket.destroyed) return undefined;
      if (performance.now() > deadline) {
        trouble(messageOf(error));
        return undefined;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
}

function join(socket: Socket, tunnel: WebSocket, trouble: (message: string) => void, well: () => void): void {
  /** The first message of each channel is the port's number, two bytes. */
  const begun = new Set<number>();
  const take = (data: RawData) => {
    const bytes = data as Buffer;
    const channel = bytes[0] ?? 0;
    const rest = begun.has(channel) ? bytes.subarray(1) : bytes.subarray(3);
    begun.add(channel);
    if (rest.length === 0) return;
    if (channel === ERROR) {
      trouble(rest.toString().trim());
      socket.destroy();
    } else if (channel === DATA) {
      well();
      if (!socket.write(rest)) tunnel.pause();
    }
  };
  tunnel.on('message', take);
  tunnel.on('close', () => socket.end());
  tunnel.on('error', () => socket.destroy());
  tunnel.resume();
  socket.on('drain', () => tunnel.resume());
  socket.on('data', (chunk) => {
    tunnel.send(Buffer.concat([Buffer.of(DATA), chunk]), () => {
      if (tunnel.bufferedAmount < HIGH_WATER) socket.resume();
    });
    if (tunnel.bufferedAmount >= HIGH_WATER) socket.pause();
  });
  // The protocol has no half-closed connections: the other side may still answer until the local side is gone.
  socket.on('close', () => tunnel.close());
  socket.resume();
}
