import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { addAbortSignal } from 'node:stream';
import { readBody } from '../../../lib/http-request.ts';
import type { Cluster } from './load-cluster.ts';
import { asPlaygroundError } from './unreachable-error.ts';

export interface RawRequest {
  method: string;
  /** With its query. */
  path: string;
  /** Sent as JSON, as it is. */
  body?: unknown;
  contentType?: string;
  /** Milliseconds for the whole exchange; where the answer goes on and on, until it begins. */
  timeout?: number;
  signal?: AbortSignal;
}

export interface RawAnswer {
  status: number;
  body: Buffer;
  /** Seconds after which the server wants to be asked again. */
  retryAfter?: number;
}

const TIMEOUT = 15_000;

/**
 * One exchange with an API server, its body included. Rejects with `cluster-unreachable`, `cluster-credentials`, or
 * with the reason of `signal`.
 */
export async function exchangeWith(cluster: Cluster, request: RawRequest): Promise<RawAnswer> {
  return limited(cluster, request, async (signal, options) => {
    const answer = await begin(cluster, request, signal, options);
    const body = await readBody(answer);
    const retryAfter = Number(answer.headers['retry-after']);
    return { status: answer.statusCode ?? 0, body, ...(retryAfter > 0 ? { retryAfter } : {}) };
  });
}

/**
 * The answer as it begins, whatever its status; its body is the caller's to read, and is cut when `signal` aborts.
 * Rejects as `exchangeWith` does.
 */
export async function openAnswer(cluster: Cluster, request: RawRequest): Promise<IncomingMessage> {
  const answer = await limited(cluster, request, (signal, options) => begin(cluster, request, signal, options));
  return request.signal === undefined ? answer : addAbortSignal(request.signal, answer);
}

/**
 * Runs `action` with a signal that aborts when the time is over, or with the request's own. The time is the server's:
 * a program that logs in has its own.
 */
async function limited<T>(
  cluster: Cluster,
  { timeout = TIMEOUT, signal }: RawRequest,
  action: (signal: AbortSignal, options: RequestOptions) => Promise<T>,
): Promise<T> {
  const options = await unlessAborted(cluster.requestOptions(), signal);
  signal?.throwIfAborted();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new Error(`no answer within ${timeout / 1000} s`)), timeout);
  const onAbort = () => limit.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await action(limit.signal, options);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw asPlaygroundError(cluster, limit.signal.aborted ? limit.signal.reason : error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined || signal.aborted) return promise;
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  return Promise.race([promise, aborted.promise]).finally(() => signal.removeEventListener('abort', onAbort));
}

function begin(
  cluster: Cluster,
  request: RawRequest,
  signal: AbortSignal,
  options: RequestOptions,
): Promise<IncomingMessage> {
  const { method, path, body, contentType = 'application/json' } = request;
  const url = new URL(cluster.server + path);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    accept: 'application/json',
    ...(options.headers as OutgoingHttpHeaders | undefined),
    ...(text === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(text) }),
  };
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    // A request that still waits for its connection, as through a proxy, does not hear of the signal.
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    // The listener stays: what comes after the first error has nobody to tell.
    send(url, { ...options, method, headers, signal })
      .on('response', resolve)
      .on('error', reject)
      .end(text);
  });
}
