import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';

interface TunnelOptions {
  /** Ends both sides at once. */
  signal: AbortSignal;
  /** The kubelet's own words on a connection that it could not make, or that broke. */
  onTrouble(message: string): void;
  /** Something has come from the pod. */
  onData(): void;
}

/** Channels of `v4.channel.k8s.io` for a single port; each begins with a message of two bytes, the port's number. */
const DATA = 0;
const ERROR = 1;
/** Bytes that may wait in the WebSocket before the local side is asked to wait. */
const HIGH_WATER = 1 << 20;
/** Milliseconds without an answer after which a local side that has ended its own is taken to be gone. */
const LINGER = 5000;
/** Milliseconds between two questions whether the other side still stands. */
const HEARTBEAT = 20_000;
/** Bytes that a pod takes in even when its program does not read. */
const UNREAD = 32 << 10;
/** The codes of a WebSocket that was closed in order. */
const ORDERLY = new Set([1000, 1005]);

/**
 * Joins a connection of this machine with the WebSocket that leads to a port of a pod: bytes both ways, each side no
 * faster than the other takes them, until one of them ends. The protocol knows no half-closed connections: when the
 * local side has ended its own, answers still come as long as they come without a long pause.
 */
export function joinTunnel(socket: Socket, tunnel: WebSocket, options: TunnelOptions): void {
  const { signal, onTrouble, onData } = options;
  const cut = () => {
    tunnel.terminate();
    socket.destroy();
  };
  if (signal.aborted || socket.destroyed) {
    cut();
    return;
  }
  signal.addEventListener('abort', cut, { once: true });
  const heart = new Heart(tunnel);
  const begun = new Set<number>();
  let trouble = '';

  tunnel.on('message', (data: RawData) => {
    heart.received();
    const bytes = data as Buffer;
    const channel = bytes[0] ?? DATA;
    const rest = bytes.subarray(begun.has(channel) ? 1 : 3);
    begun.add(channel);
    if (rest.length === 0 || socket.destroyed) return;
    if (channel === ERROR) trouble += rest;
    if (channel !== DATA) return;
    onData();
    if (!socket.write(rest)) tunnel.pause();
  });
  tunnel.on('close', (code) => {
    heart.stop();
    signal.removeEventListener('abort', cut);
    if (trouble !== '') onTrouble(trouble.trim());
    if (trouble === '' && ORDERLY.has(code)) endGently(socket);
    else socket.resetAndDestroy();
  });
  socket.on('drain', () => tunnel.resume());
  socket.on('data', (chunk: Buffer) => {
    if (tunnel.readyState !== tunnel.OPEN) return;
    heart.sent(chunk.length);
    tunnel.send(Buffer.concat([Buffer.of(DATA), chunk]), () => {
      if (tunnel.bufferedAmount < HIGH_WATER) socket.resume();
    });
    if (tunnel.bufferedAmount >= HIGH_WATER) socket.pause();
  });
  // It may be gone, or wait for an answer.
  socket.on('end', () => socket.setTimeout(LINGER, () => socket.destroy()));
  socket.on('close', () => {
    tunnel.close();
    // The other side's goodbye is behind what nobody reads any more.
    tunnel.resume();
  });
  tunnel.resume();
  socket.resume();
}

/** Lets the local side read what is on its way: closing at once would take it back where more has come in. */
function endGently(socket: Socket): void {
  socket.end();
  socket.resume();
  socket.setTimeout(LINGER, () => socket.destroy());
}

/** Notices that the way to the pod is dead, of which a connection without traffic would never hear. */
class Heart {
  readonly #timer: NodeJS.Timeout;
  #answered = true;
  /** Bytes since the pod last sent any: its answer may wait behind what its program does not read. */
  #sent = 0;

  constructor(tunnel: WebSocket) {
    tunnel.on('pong', () => {
      this.#answered = true;
    });
    this.#timer = setInterval(() => {
      if (!this.#answered && this.#sent <= UNREAD && !tunnel.isPaused) {
        tunnel.terminate();
        return;
      }
      this.#answered = false;
      tunnel.ping();
    }, HEARTBEAT);
  }

  received(): void {
    this.#answered = true;
    this.#sent = 0;
  }

  sent(bytes: number): void {
    this.#sent += bytes;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
