import {
  Agent,
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { listen } from '../../src/lib/listen.ts';
import type { Cluster } from '../../src/runners/kubernetes/client/load-cluster.ts';

/** A server on 127.0.0.1 that answers as the tests of a client of the Kubernetes API want it to. */
export interface ClusterStandIn {
  cluster: Cluster;
  server: Server;
  /** Method, path and query of all that was asked, in its order. */
  asked: string[];
  /** Answers from now on. */
  answer(listener: RequestListener): void;
  close(): Promise<void>;
}

export async function startClusterStandIn(
  listener: RequestListener = (_request, response) => sendStatus(response, 404),
) {
  const standIn = { listener };
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    standIn.listener(request, response);
  });
  const { port, close } = await listen(server, '127.0.0.1', 0);
  const result: ClusterStandIn = {
    cluster: clusterAt(`http://127.0.0.1:${port}`),
    server,
    asked,
    answer: (next) => {
      standIn.listener = next;
    },
    close,
  };
  return result;
}

export function clusterAt(server: string): Cluster {
  const agent = new Agent({ keepAlive: true });
  return { context: 'test', server, namespace: 'default', requestOptions: async () => ({ agent }), renew: () => false };
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** As the API server has it: `meta/v1` Status. */
export function sendStatus(response: ServerResponse, code: number, fields: object = {}): void {
  sendJson(response, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, ...fields }, code);
}

export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}
