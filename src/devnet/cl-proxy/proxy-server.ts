import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { messageOf, systemCodeOf } from '../../lib/errors.ts';
import { exchange, type HttpResponse, readBody } from '../../lib/http-request.ts';
import type { Logger } from '../../lib/log.ts';
import type { Mirror } from './mirror.ts';
import { mirroredCall } from './mirrored-call.ts';

/** More than any Engine API call may take; the consensus client has its own limits. */
const PRIMARY_TIMEOUT_MS = 30_000;

/** Headers about one connection, which a proxy must not pass on (RFC 9110, section 7.6.1), and those set anew. */
const OWN_HEADERS = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
  ...['host', 'content-length', 'expect'],
]);

/** Gives each POST to the primary, answers with what it answers, and hands the call to the mirror. */
export function createProxyServer(primaryUrl: string, mirror: Mirror, log: Logger): Server {
  const state = { reachable: true };
  return createServer((request, response) => {
    if (request.method !== 'POST') {
      response.writeHead(405, { allow: 'POST' });
      response.end('POST only\n');
      return;
    }
    readBody(request)
      .then((body) => forward(body, request.headers, response))
      .catch((error) => {
        log.warn('a request broke off', { reason: messageOf(error) });
        response.destroy();
      });
  });

  async function forward(body: Buffer, incoming: IncomingHttpHeaders, response: ServerResponse): Promise<void> {
    const headers = passedOn(incoming);
    const call = mirroredCall(body);
    const answered = Promise.withResolvers<boolean>();
    // Queued before the primary answers: calls that arrive together keep their order.
    if (call !== undefined) mirror.push({ headers: withoutEncoding(headers), body: call, after: answered.promise });
    try {
      const answer = await exchange(primaryUrl, { method: 'POST', headers, body, timeoutMs: PRIMARY_TIMEOUT_MS });
      notePrimary(true);
      respond(response, answer);
      answered.resolve(true);
    } catch (error) {
      notePrimary(false, error);
      respondUnreachable(response, body, primaryUrl, error);
      answered.resolve(false);
    }
  }

  function notePrimary(reachable: boolean, error?: unknown): void {
    if (state.reachable === reachable) return;
    state.reachable = reachable;
    if (reachable) log.info('primary answers again', { url: primaryUrl });
    else log.error('primary does not answer', { url: primaryUrl, reason: systemCodeOf(error) ?? messageOf(error) });
  }
}

function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_HEADERS.has(name)));
}

function withoutEncoding(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { 'accept-encoding': _, ...rest } = headers;
  return rest;
}

function respond(response: ServerResponse, answer: HttpResponse): void {
  response.writeHead(answer.status, { ...passedOn(answer.headers), 'content-length': answer.body.length });
  response.end(answer.body);
}

function respondUnreachable(response: ServerResponse, body: Buffer, url: string, error: unknown): void {
  const message = `primary ${url} does not answer (${systemCodeOf(error) ?? messageOf(error)})`;
  const answer = { jsonrpc: '2.0', id: idOf(body), error: { code: -32_603, message } };
  response.writeHead(502, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer));
}

function idOf(body: Buffer): unknown {
  try {
    return (JSON.parse(body.toString('utf8')) as { id?: unknown } | null)?.id ?? null;
  } catch {
    return null;
  }
}
