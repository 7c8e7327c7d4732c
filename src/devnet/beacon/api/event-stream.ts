import { routes } from '@lodestar/api/beacon';
import type { FastifyInstance } from 'fastify';
import type { BeaconEvent } from '../beacon-events.ts';
import { type ApiContext, badRequest } from './api-context.ts';

/** Between events, so that neither side nor anything in between takes the stream for dead. */
const KEEP_ALIVE_MS = 10_000;
/** A reader that lets this much pile up is cut off rather than remembered. */
const LONGEST_BACKLOG_BYTES = 16 * 1024 * 1024;

const TOPICS = new Set<string>(Object.values(routes.events.eventTypes));

/** `GET /eth/v1/events?topics=`: topics may be repeated or joined by commas. */
export function addEventStream(server: FastifyInstance, { chain, events, stopped }: ApiContext): void {
  const { toJson } = routes.events.getEventSerdes(chain.config);
  // No HEAD: its answer would never end, and keep its connection from the next request.
  server.get('/eth/v1/events', { exposeHeadRoute: false }, (request, reply) => {
    const topics = topicsOf((request.query as { topics?: string | string[] }).topics);
    reply.hijack();
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache,no-transform',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
    });
    raw.flushHeaders();
    const unsubscribe = events.subscribe((event: BeaconEvent) => {
      if (!topics.has(event.type)) return;
      raw.write(`event: ${event.type}\ndata: ${JSON.stringify(toJson(event))}\n\n`);
      if (raw.writableLength > LONGEST_BACKLOG_BYTES) raw.destroy();
    });
    const keepAlive = setInterval(() => raw.write(':\n\n'), KEEP_ALIVE_MS);
    const end = () => raw.end();
    stopped.addEventListener('abort', end, { once: true });
    raw.on('close', () => {
      unsubscribe();
      clearInterval(keepAlive);
      stopped.removeEventListener('abort', end);
    });
  });
}

function topicsOf(query: string | string[] | undefined): Set<string> {
  const topics = [query ?? []].flat().flatMap((item) => item.split(','));
  const unknown = topics.find((topic) => !TOPICS.has(topic));
  if (unknown !== undefined) throw badRequest(`there is no topic "${unknown}"`);
  if (topics.length === 0) throw badRequest('name at least one topic');
  return new Set(topics);
}
