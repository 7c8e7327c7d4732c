import { createServer, type Server, type Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { messageOf, PlaygroundError } from '../../../lib/errors.ts';
import { BackOff } from './back-off.ts';
import { openChannelSocket } from './channel-socket.ts';
import { joinTunnel } from './join-tunnel.ts';
import type { Cluster } from './load-cluster.ts';
import { podPath } from './pod-path.ts';

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
  /** Milliseconds that a connection waits for a pod to be there; 5 seconds by default. */
  patience?: number;
  /** Ends the forward with all its connections. */
  signal?: AbortSignal;
  /** Why a connection came to nothing, in the cluster's own words; not again until one went well, or words differ. */
  onTrouble?(message: string): void;
}

export interface ForwardedPort {
  localPort: number;
  close(): void;
}

/** The one protocol that carries a port without SPDY inside; the kubelet itself speaks it. */
const PROTOCOL = 'v4.channel.k8s.io';
const PATIENCE = 5000;
/** Milliseconds between two looks for a pod. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 800;

/**
 * Makes a TCP port of a pod a port of this machine, by a WebSocket for every connection. The listener outlives the pod:
 * connections wait a moment for another one, and are reset where there is none. Rejects with the system's error
 * (`EADDRINUSE`) when the local port cannot be had.
 */
export async function forwardPort(options: ForwardOptions): Promise<ForwardedPort> {
  const forward = new Forward(options);
  const localPort = await forward.listen();
  return { localPort, close: () => forward.close() };
}

class Forward {
  readonly #options: ForwardOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #closing = new AbortController();
  #lastTrouble: string | undefined;

  constructor(options: ForwardOptions) {
    this.#options = options;
    // What is sent before the tunnel stands waits with the system.
    this.#server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
      void this.#serve(socket);
    });
  }

  async listen(): Promise<number> {
    const { localPort, bindExternal = false, signal } = this.#options;
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(localPort, bindExternal ? '0.0.0.0' : '127.0.0.1', resolve);
    });
    this.#server.on('error', (error) => this.#tellTrouble(messageOf(error)));
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : localPort;
  }

  readonly #onAbort = () => this.close();

  close(): void {
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    this.#closing.abort();
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #serve(socket: Socket): Promise<void> {
    try {
      const tunnel = await this.#connect();
      joinTunnel(socket, tunnel, {
        signal: this.#closing.signal,
        onTrouble: (message) => this.#tellTrouble(message),
        onData: () => {
          this.#lastTrouble = undefined;
        },
      });
    } catch (error) {
      socket.resetAndDestroy();
      if (!this.#closing.signal.aborted) this.#tellTrouble(messageOf(error));
    }
  }

  /** The pod may be on its way: asks again for a moment. */
  async #connect(): Promise<WebSocket> {
    const { cluster, namespace, podPort, pod, patience = PATIENCE } = this.#options;
    const { signal } = this.#closing;
    const deadline = performance.now() + patience;
    const backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE);
    for (;;) {
      const name = pod();
      const path = `${podPath({ namespace, pod: name })}/portforward?ports=${podPort}`;
      const subject = `port ${podPort} of pod ${name}`;
      try {
        return await openChannelSocket(cluster, { path, protocols: [PROTOCOL], subject, signal });
      } catch (error) {
        if (signal.aborted || !mayPass(error) || performance.now() > deadline) throw error;
      }
      await backOff.pause(signal);
    }
  }

  #tellTrouble(message: string): void {
    if (message === this.#lastTrouble) return;
    this.#lastTrouble = message;
    this.#options.onTrouble?.(message);
  }
}

const LASTING = new Set(['cluster-forbidden', 'cluster-unauthorized', 'cluster-credentials']);

function mayPass(error: unknown): boolean {
  return error instanceof PlaygroundError && !LASTING.has(error.code);
}
