import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { JsonRpc } from './rpc/json-rpc.ts';
import type { Connection } from './rpc/methods.ts';

const MAX_MESSAGE = 32 * 1024 * 1024;
/** A reader this far behind is cut off rather than kept in memory. */
const MAX_UNSENT = 64 * 1024 * 1024;

/** JSON-RPC over WebSocket connections to an HTTP server. */
export function serveWebSockets(server: Server, rpc: JsonRpc): WebSocketServer {
  const sockets = new WebSocketServer({ server, maxPayload: MAX_MESSAGE });
  // The HTTP server reports its own errors; without a listener they would end the process here.
  sockets.on('error', () => {});
  sockets.on('connection', (socket) => {
    const connection = connectionOf(socket);
    socket.on('error', () => socket.terminate());
    socket.on('message', async (data) => {
      const answer = await rpc.answer(data.toString(), connection);
      if (answer !== undefined) connection.notify(answer);
    });
  });
  return sockets;
}

export function closeWebSockets(sockets: WebSocketServer): void {
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
}

function connectionOf(socket: WebSocket): Connection {
  return {
    notify: (message) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MAX_UNSENT) socket.terminate();
      else socket.send(message);
    },
    onClose: (action) => void socket.once('close', action),
  };
}
