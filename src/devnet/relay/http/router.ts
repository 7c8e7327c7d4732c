import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import { messageOf } from '../../../lib/errors.ts';
import type { Logger } from '../../../lib/log.ts';
import { parseRequestTarget } from '../../../lib/request-target.ts';
import { type Answer, messageAnswer } from './answer.ts';
import { HttpError } from './http-error.ts';
import { readRequestBody } from './request-body.ts';

export interface RouteRequest {
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Throws `HttpError`. */
  body(): Promise<Buffer>;
}

export interface Route {
  method: 'GET' | 'POST';
  /** `/eth/v1/builder/header/:slot`: a name after a colon takes one segment. */
  path: string;
  /** May throw `HttpError`; anything else that it throws is answered with 500. */
  handle(request: RouteRequest): Answer | Promise<Answer>;
}

/** Told about every answer: the route's path (not the caller's), the status and the time it took. */
export type OnAnswer = (route: string, status: number, milliseconds: number) => void;

export function createRouteServer(routes: readonly Route[], log: Logger, onAnswer: OnAnswer): Server {
  const find = compile(routes);
  return createServer(async (request, response) => {
    const begin = performance.now();
    const { route, answer } = await answerTo(request, find, log);
    response.writeHead(answer.status, { 'content-length': byteLength(answer.body), ...answer.headers });
    response.end(answer.body);
    onAnswer(route, answer.status, performance.now() - begin);
  });
}

interface Match {
  route: Route;
  params: Record<string, string>;
}

interface Found {
  match?: Match;
  /** Some route has this path, with another method. */
  pathKnown: boolean;
}

function compile(routes: readonly Route[]): (method: string, path: string) => Found {
  const compiled = routes.map((route) => ({
    route,
    pattern: new RegExp(`^${route.path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
  }));
  return (method, path) => {
    const onPath = compiled.flatMap(({ route, pattern }) => {
      const match = pattern.exec(path);
      return match === null ? [] : [{ route, params: { ...match.groups } }];
    });
    const match = onPath.find(({ route }) => route.method === method);
    return { pathKnown: onPath.length > 0, ...(match === undefined ? {} : { match }) };
  };
}

async function answerTo(
  request: IncomingMessage,
  find: (method: string, path: string) => Found,
  log: Logger,
): Promise<{ route: string; answer: Answer }> {
  const { path, query } = parseRequestTarget(request.url);
  const { match, pathKnown } = find(request.method ?? 'GET', path);
  if (match === undefined) {
    const answer = pathKnown ? messageAnswer(405, 'method not allowed') : messageAnswer(404, 'not found');
    return { route: 'none', answer };
  }
  const { route, params } = match;
  const { headers } = request;
  try {
    const body = () => readRequestBody(request);
    const answer = await route.handle({ params, query, headers, body });
    return { route: route.path, answer };
  } catch (error) {
    if (error instanceof HttpError) {
      log.debug('refused', { path, status: error.status, reason: error.message });
      return { route: route.path, answer: messageAnswer(error.status, error.message) };
    }
    log.error('request failed', { path, error: error instanceof Error ? error.stack : String(error) });
    return { route: route.path, answer: messageAnswer(500, messageOf(error)) };
  }
}

function byteLength(body: string | Uint8Array | undefined): number {
  return body === undefined ? 0 : Buffer.byteLength(body);
}
