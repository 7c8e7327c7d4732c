import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestOptions,
} from 'node:http';
import { systemCodeOf } from './errors.ts';

export interface HttpRequest {
  method?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Uint8Array;
  /** For the whole exchange, the body included. */
  timeoutMs: number;
  signal?: AbortSignal;
}

export interface HttpResponse {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * One HTTP exchange over kept connections. `node:http` rather than `fetch`: programs that must start within some
 * milliseconds do not load a second HTTP stack. Rejects with the system's error, or with a `TimeoutError`.
 */
export async function exchange(url: string | URL, options: HttpRequest): Promise<HttpResponse> {
  const target = new URL(url);
  const send = target.protocol === 'https:' ? (await import('node:https')).request : httpRequest;
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
  const attempt = (mayRepeat: boolean): Promise<HttpResponse> =>
    new Promise((resolve, reject) => {
      const outgoing = send(target, requestOptions(target, options, signal), (incoming) => {
        readBody(incoming).then((body) => {
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body });
        }, fail);
      });
      const fail = (error: Error) => {
        // The server may close a kept connection just as it is used again; it has not seen the request then.
        const stale = outgoing.reusedSocket && systemCodeOf(error) === 'ECONNRESET';
        if (stale && mayRepeat && !signal.aborted) resolve(attempt(false));
        else reject(signal.aborted ? signal.reason : error);
      };
      outgoing.on('error', fail);
      outgoing.end(options.body);
    });
  return attempt(true);
}

/** The whole body of a request or an answer. Throws `BodyTooLarge` beyond the limit. */
export async function readBody(incoming: IncomingMessage, limit = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new BodyTooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';

  constructor(limit: number) {
    super(`the body is larger than ${limit} bytes`);
  }
}

function requestOptions(target: URL, options: HttpRequest, signal: AbortSignal): RequestOptions {
  const length = options.body === undefined ? {} : { 'content-length': Buffer.byteLength(options.body) };
  const credentials = target.username === '' ? {} : { auth: `${target.username}:${target.password}` };
  return {
    method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
    headers: { ...options.headers, ...length },
    signal,
    ...credentials,
  };
}
