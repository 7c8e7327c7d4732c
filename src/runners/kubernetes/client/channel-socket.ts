import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { readBody } from '../../../lib/http-request.ts';
import type { Cluster } from './load-cluster.ts';
import { parseStatus, statusError } from './status-error.ts';
import { unreachableError } from './unreachable-error.ts';

interface ChannelRequest {
  /** Of a subresource of a pod, with its query. */
  path: string;
  /** The best first. */
  protocols: readonly string[];
  /** For errors: `the port 8545 of pod net-0`. */
  subject: string;
  signal?: AbortSignal;
}

/** Milliseconds until the connection stands. */
const HANDSHAKE = 10_000;

/**
 * A WebSocket to a subresource of a pod. Every message begins with a byte that names its channel; see
 * k8s.io/apimachinery/pkg/util/httpstream/wsstream. It is paused: `resume` it when it has its listeners. Rejects with
 * the errors of `statusError`, `cluster-unreachable`, `cluster-credentials`, or the reason of `signal`.
 */
export async function openChannelSocket(cluster: Cluster, request: ChannelRequest): Promise<WebSocket> {
  const { path, protocols, subject, signal } = request;
  const options = await cluster.requestOptions();
  signal?.throwIfAborted();
  const url = cluster.server.replace(/^http/, 'ws') + path;
  const socket = new WebSocket(url, [...protocols], {
    ...options,
    perMessageDeflate: false,
    handshakeTimeout: HANDSHAKE,
  });
  const abort = () => socket.terminate();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await opened(cluster, socket, subject);
    return socket;
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

function opened(cluster: Cluster, socket: WebSocket, subject: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      // The first messages may be here before whoever asked is: they wait until it resumes.
      socket.pause();
      resolve();
    });
    socket.once('unexpected-response', (_request, response: IncomingMessage) => {
      const { statusCode: status = 0 } = response;
      if (status === 401) cluster.renew();
      const failed = (body: Buffer) => statusError({ method: 'GET', subject, status, body: parseStatus(body) });
      readBody(response, 1 << 20).then((body) => reject(failed(body)), reject);
    });
    // The listener stays: whatever comes later ends in `close`.
    socket.on('error', (error) => reject(unreachableError(cluster, error)));
  });
}
