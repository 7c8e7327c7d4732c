import { listen, parseHttpUrl, parsePort } from '../../lib/listen.ts';
import type { DevnetProgram, OptionValue } from '../program.ts';
import { API_PATHS } from './api-paths.ts';
import { BeaconApi } from './beacon-api.ts';
import { DEV_SECRET_KEY } from './dev-secret-key.ts';
import { HttpError } from './http/http-error.ts';
import { createRouteServer, type Route } from './http/router.ts';
import { Metrics } from './metrics.ts';
import type { HANDLERS, Operation } from './relay-routes.ts';
import type { RelayState } from './relay-state.ts';
import { parsePreset } from './require-preset.ts';
import { waitForBeacon } from './wait-for-beacon.ts';

/** How long a call may wait for a relay that is still starting. */
const START_PATIENCE_MS = 4000;

export const relayProgram: DevnetProgram = {
  name: 'relay',
  description: 'MEV relay: builder API, relay API and data API, in memory',
  options: {
    'api-listen-addr': { type: 'string', description: 'address to serve on', default: '127.0.0.1' },
    'api-listen-port': { type: 'string', description: 'port to serve on', default: '5555' },
    'beacon-client-addr': { type: 'string', description: 'the beacon API', default: 'http://127.0.0.1:3500' },
    'validation-server-addr': { type: 'string', description: 'execution client that validates submitted blocks' },
    'secret-key': { type: 'string', description: 'BLS key that signs bids', default: DEV_SECRET_KEY },
    preset: { type: 'string', description: 'mainnet or minimal, as the beacon node', default: 'mainnet' },
  },
  async run(options, { log }) {
    const preset = parsePreset(String(options.preset));
    const beacon = new BeaconApi(parseHttpUrl(String(options['beacon-client-addr']), '--beacon-client-addr'));
    const validationServer = optionalUrl(options['validation-server-addr'], '--validation-server-addr');
    const metrics = new Metrics();
    const ready = Promise.withResolvers<Core>();
    const server = createRouteServer(routesOf(ready.promise, metrics), log, (route, status) => {
      metrics.count('relay_requests_total', `route="${route}",status="${status}"`);
    });
    const port = parsePort(String(options['api-listen-port']), '--api-listen-port');
    const listening = await listen(server, String(options['api-listen-addr']), port);
    log.info('serving', { address: `${listening.host}:${listening.port}` });

    // The libraries load after the server has opened, while the beacon node starts.
    process.env.LODESTAR_PRESET = preset;
    const [{ startRelay }, { HANDLERS: handlers }, { parseSecretKey }] = await Promise.all([
      import('./relay.ts'),
      import('./relay-routes.ts'),
      import('./signing.ts'),
    ]);
    const secret = parseSecretKey(String(options['secret-key']));
    const stopping = new AbortController();
    const { signal } = stopping;
    const start = async () => {
      const spec = await waitForBeacon(beacon, log, signal);
      const relay = await startRelay({ beacon, spec, preset, secret, validationServer, metrics, log, signal });
      ready.resolve({ relay, handlers });
    };
    return {
      background: start().catch((error) => {
        if (!signal.aborted) throw error;
      }),
      async stop() {
        stopping.abort();
        await listening.close();
      },
    };
  },
};

interface Core {
  relay: RelayState;
  handlers: typeof HANDLERS;
}

function routesOf(ready: Promise<Core>, metrics: Metrics): Route[] {
  let core: Core | undefined;
  ready.then((value) => {
    core = value;
  });
  const operations = Object.entries(API_PATHS) as [Operation, (typeof API_PATHS)[Operation]][];
  return [
    { method: 'GET', path: '/', handle: () => ({ status: 200, body: 'builder-playground relay\n' }) },
    { method: 'GET', path: '/livez', handle: () => ({ status: 200 }) },
    { method: 'GET', path: '/readyz', handle: () => ({ status: core === undefined ? 503 : 200 }) },
    { method: 'GET', path: '/eth/v1/builder/status', handle: () => ({ status: 200 }) },
    { method: 'GET', path: '/metrics', handle: () => ({ status: 200, headers: TEXT, body: metrics.print() }) },
    ...operations.map(
      ([operation, [method, path]]): Route => ({
        ...{ method, path },
        async handle(request) {
          const { relay, handlers } = core ?? (await withPatience(ready));
          return handlers[operation](relay, request);
        },
      }),
    ),
  ];
}

const TEXT = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };

/** Throws `HttpError` 503 when the relay does not become ready in time. */
function withPatience<T>(ready: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const refusal = new HttpError(503, 'the relay is waiting for the beacon node');
    const timer = setTimeout(() => reject(refusal), START_PATIENCE_MS);
    ready.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function optionalUrl(text: OptionValue | undefined, option: string): string | undefined {
  return text === undefined ? undefined : parseHttpUrl(String(text), option);
}
