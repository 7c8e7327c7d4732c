import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonRpc } from './rpc/json-rpc.ts';

const MAX_BODY = 128 * 1024 * 1024;

export interface HttpOptions {
  /** What is wrong with a request's credentials, or nothing. Without it everybody is let in, from every web page. */
  authorise?: (header: string | undefined) => string | undefined;
}

/** JSON-RPC over POST. A GET answers 200 with nothing, which health checks rely on. */
export function createRpcServer(rpc: JsonRpc, { authorise }: HttpOptions = {}): Server {
  return createServer((request, response) => {
    handle(rpc, authorise, request, response).catch(() => response.destroy());
  });
}

/** Rejects with the system's error, such as EADDRINUSE. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

export async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function handle(
  rpc: JsonRpc,
  authorise: HttpOptions['authorise'],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (authorise === undefined) allowEveryOrigin(request, response);
  else {
    const problem = authorise(request.headers.authorization);
    if (problem !== undefined) return end(response, 401, problem, 'text/plain');
  }
  if (request.method !== 'POST') return end(response, 200);
  const body = await readBody(request);
  if (body === undefined) return end(response, 413, 'content length too large', 'text/plain');
  const answer = await rpc.answer(body);
  return end(response, 200, answer, 'application/json');
}

function allowEveryOrigin(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*');
  if (request.method !== 'OPTIONS') return;
  response.setHeader('access-control-allow-methods', 'POST, GET, OPTIONS');
  response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*');
  response.setHeader('access-control-max-age', '600');
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function end(response: ServerResponse, status: number, body = '', type?: string): void {
  const content = Buffer.from(body);
  response.writeHead(status, {
    'content-length': content.length,
    ...(type === undefined ? {} : { 'content-type': type }),
  });
  response.end(content);
}
