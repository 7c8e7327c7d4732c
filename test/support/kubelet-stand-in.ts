import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

/** What tests say about the side of a pod of one WebSocket; see `v4.channel.k8s.io`. */
export interface PodSide {
  socket: WebSocket;
  /** With its query. */
  path: string;
  /** Bytes of a channel, as one message. */
  send(channel: number, data: string | Uint8Array): void;
}

/** Takes WebSockets as the kubelet does; `onOpen` is the pod. */
export function acceptChannels(server: Server, onOpen: (side: PodSide) => void): WebSocketServer {
  const sockets = new WebSocketServer({
    server,
    handleProtocols: (offered) => [...offered].find((protocol) => /^v[45]\.channel\.k8s\.io$/.test(protocol)) ?? false,
  });
  sockets.on('connection', (socket, request) => {
    const send = (channel: number, data: string | Uint8Array) => {
      socket.send(Buffer.concat([Buffer.of(channel), typeof data === 'string' ? Buffer.from(data) : data]));
    };
    onOpen({ socket, path: request.url ?? '', send });
  });
  return sockets;
}

/** The channels of a forwarded port, begun with its number: 0 for data, 1 for errors. */
export function beginPort({ send, path }: PodSide): void {
  const port = Number(new URL(path, 'http://x').searchParams.get('ports'));
  const number = Buffer.of(port & 0xff, port >> 8);
  send(0, number);
  send(1, number);
}
