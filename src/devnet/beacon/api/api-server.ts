import type { Socket } from 'node:net';
import { routes } from '@lodestar/api/beacon';
import { type ApiError, addSszContentTypeParser, createFastifyRoute } from '@lodestar/api/server';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import { parse as parseQuery } from 'qs';
import type { ApiContext } from './api-context.ts';
import { blockRoutes } from './block-routes.ts';
import { compileCoercion } from './coerce-query.ts';
import { configRoutes } from './config-routes.ts';
import { debugRoutes } from './debug-routes.ts';
import { dutyRoutes } from './duty-routes.ts';
import { addEventStream } from './event-stream.ts';
import { nodeRoutes } from './node-routes.ts';
import { publishRoutes } from './publish-routes.ts';
import { stateRoutes } from './state-routes.ts';

/** A block with all its blobs, as JSON. */
const LARGEST_BODY_BYTES = 64 * 1024 * 1024;

export interface ApiServer {
  /** `host:port`, with the port really bound. */
  address: string;
  close(): Promise<void>;
}

export interface ApiServerOptions {
  httpAddress: string;
  httpPort: number;
}

/** Serves the Beacon API. Rejects with the system's error (`EADDRINUSE`) when the address cannot be had. */
export async function startApiServer(context: ApiContext, options: ApiServerOptions): Promise<ApiServer> {
  const server = fastify({
    logger: false,
    bodyLimit: LARGEST_BODY_BYTES,
    forceCloseConnections: true,
    // What is wrong before there is a route is answered in the same shape.
    frameworkErrors: (error, _request, reply) => sendError(reply, error),
    clientErrorHandler: answerClientError,
    routerOptions: { querystringParser: (text) => parseQuery(text, { comma: true, parseArrays: false }) },
  });
  server.setValidatorCompiler(({ schema }) => compileCoercion(schema));
  addSszContentTypeParser(server);
  answerErrors(server);
  allowEveryOrigin(server);
  const { config } = context.chain;
  addRoutes(server, routes.node.getDefinitions(config), nodeRoutes(context));
  addRoutes(server, routes.config.getDefinitions(config), configRoutes(context));
  addRoutes(server, routes.beacon.getDefinitions(config), {
    ...blockRoutes(context),
    ...stateRoutes(context),
    ...publishRoutes(context),
  });
  addRoutes(server, routes.debug.getDefinitions(config), debugRoutes(context));
  addRoutes(server, routes.validator.getDefinitions(config), dutyRoutes(context));
  addEventStream(server, context);
  const url = await server.listen({ host: options.httpAddress, port: options.httpPort });
  return { address: new URL(url).host, close: () => server.close() };
}

type Definition = Parameters<typeof createFastifyRoute>[0];
type Method = Parameters<typeof createFastifyRoute>[1];

/** Adds the routes that have a method; the library knows their URLs and how to read and write them. */
function addRoutes(server: FastifyInstance, definitions: object, methods: object): void {
  const byId = definitions as Record<string, Definition>;
  for (const [operationId, method] of Object.entries(methods as Record<string, Method>)) {
    const definition = byId[operationId];
    if (definition === undefined) throw new RangeError(`the Beacon API has no operation ${operationId}`);
    server.route(createFastifyRoute(definition, method, operationId));
  }
}

function answerErrors(server: FastifyInstance): void {
  server.setErrorHandler((error: FastifyError | ApiError, _request, reply) => sendError(reply, error));
  server.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ code: 404, message: `${request.method} ${request.url} is not served here` }),
  );
}

function sendError(reply: FastifyReply, { statusCode: code = 500, message }: FastifyError | ApiError): FastifyReply {
  return reply.code(code).send({ code, message });
}

/** A request that is not HTTP, or one that did not come to its end. */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const body = JSON.stringify({ code: 400, message: `not a request: ${error.message}` });
  const head = ['HTTP/1.1 400 Bad Request', 'content-type: application/json', `content-length: ${body.length}`];
  socket.end(`${head.join('\r\n')}\r\nconnection: close\r\n\r\n${body}`);
}

/** For web pages on the developer's own machine: explorers read the Beacon API from the browser. */
function allowEveryOrigin(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.header('access-control-allow-origin', '*');
    if (request.method !== 'OPTIONS') return;
    reply.header('access-control-allow-methods', 'GET, POST, OPTIONS');
    reply.header('access-control-allow-headers', '*');
    await reply.code(204).send();
  });
}
