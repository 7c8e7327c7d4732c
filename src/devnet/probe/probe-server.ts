import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { parseDuration } from '../../lib/duration.ts';
import type { Logger } from '../../lib/log.ts';
import { parseRequestTarget } from '../../lib/request-target.ts';
import { askTarget } from './ask-target.ts';

export interface ProbeOptions {
  /** Service → URL without a trailing slash. */
  targets: ReadonlyMap<string, string>;
  /** Milliseconds, for a question that does not bring its own. */
  timeoutMs: number;
}

/** Names the service that is asked. */
const SERVICE_HEADER = 'playground-service';
/** How long it may take, as a duration; the kubelet's own limit should be longer. */
const TIMEOUT_HEADER = 'playground-timeout';
const LONGEST_MS = 3_600_000;

/**
 * Passes a GET of any path on to the service that the header names. Answers 200 when that gave any complete answer
 * below 500, 503 when it did not, 404 for a service that nobody has declared; the body says in one line what was
 * answered. Each change of a service's answer is logged once.
 */
export function createProbeServer({ targets, timeoutMs }: ProbeOptions, log: Logger): Server {
  const last = new Map<string, string>();
  const probe = async (request: IncomingMessage, response: ServerResponse) => {
    const service = headerOf(request, SERVICE_HEADER) ?? '';
    const target = targets.get(service);
    const limit = limitOf(headerOf(request, TIMEOUT_HEADER), timeoutMs);
    const url = urlOf(target, request.url);
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'GET only');
    if (target === undefined) {
      return send(response, 404, `there is no service "${service}"; there are: ${[...targets.keys()].join(', ')}`);
    }
    if (url === undefined) return send(response, 400, 'the path must begin with /');
    if (limit === undefined) return send(response, 400, `${TIMEOUT_HEADER} must be a duration such as 900ms`);

    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const { passed, what } = await askTarget(url, limit, gone.signal);
    // Who has left has judged by himself.
    if (response.destroyed) return;
    if (last.get(service) !== what) log[passed ? 'info' : 'warn']('asked', { service, url, answer: what });
    last.set(service, what);
    send(response, passed ? 200 : 503, `${service}: ${url}: ${what}`);
  };
  return createServer((request, response) => void probe(request, response));
}

function urlOf(target: string | undefined, requested: string | undefined): string | undefined {
  const { path, query } = parseRequestTarget(requested);
  if (!path.startsWith('/')) return undefined;
  return `${target}${path}${query.size === 0 ? '' : `?${query}`}`;
}

function limitOf(text: string | undefined, standard: number): number | undefined {
  if (text === undefined) return standard;
  try {
    const limit = parseDuration(text);
    return limit > 0 && limit <= LONGEST_MS ? limit : undefined;
  } catch {
    return undefined;
  }
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function send(response: ServerResponse, status: number, line: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${line}\n`);
}
