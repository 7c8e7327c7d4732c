import { createServer, type Server, type ServerResponse } from 'node:http';
import { parseRequestTarget } from '../../lib/request-target.ts';
import type { Verdict } from './freshness.ts';

/** `/ready` answers 200 or 503, `/` and `/livez` 200; the body is the verdict: `{"ready":true,"head":7,"age_ms":312}`. */
export function createHealthServer(verdict: () => Verdict): Server {
  return createServer((request, response) => {
    const { path } = parseRequestTarget(request.url);
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, { error: 'GET only' });
    if (path === '/ready') return send(response, verdict().ready ? 200 : 503, toBody(verdict()));
    if (path === '/' || path === '/livez') return send(response, 200, toBody(verdict()));
    return send(response, 404, { error: 'there are /ready and /livez' });
  });
}

function toBody(verdict: Verdict): object {
  if (verdict.ready) return { ready: true, head: verdict.head, age_ms: verdict.ageMs };
  return verdict;
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}
