import { WebSocket } from 'ws';
import { PlaygroundError } from '../../../lib/errors.ts';
import type { Cluster } from './load-cluster.ts';

/**
 * A WebSocket to a subresource of a pod. Every message begins with a byte that names its channel; see
 * k8s.io/apimachinery/pkg/util/httpstream/wsstream. It is paused: `resume` it when it has its listeners.
 */
export async function openChannelSocket(cluster: Cluster, path: string, protocol: string): Promise<WebSocket> {
  const url = cluster.server.replace(/^http/, 'ws').replace(/\/$/, '') + path;
  const { agent: _agent, ...options } = await cluster.requestOptions();
  const socket = new WebSocket(url, [protocol], { ...options, perMessageDeflate: false, handshakeTimeout: 10_000 });
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      socket.removeAllListeners('error');
      // The first messages may be here before whoever asked is: they wait until it resumes.
      socket.pause();
      resolve(socket);
    });
    socket.once('unexpected-response', (request, response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => reject(refused(response.statusCode ?? 0, Buffer.concat(chunks).toString())));
      response.on('error', reject);
      request.on('error', () => {});
    });
    socket.once('error', reject);
  });
}

function refused(status: number, body: string): PlaygroundError {
  let message = body;
  try {
    message = (JSON.parse(body) as { message?: string }).message ?? body;
  } catch {
    // A proxy on the way answers in its own words.
  }
  return new PlaygroundError('cluster-refused', message.trim() || `the cluster answers with status ${status}`);
}
