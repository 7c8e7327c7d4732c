import type { Endpoint } from '../session/session.ts';
import type { ChainEndpoints } from './block-source.ts';

/** Where a session's chain can be asked: an execution client has both a public and an engine port. */
export function chainEndpoints(endpoints: readonly Endpoint[]): ChainEndpoints | undefined {
  const named = (name: string) => endpoints.filter(({ port }) => port === name);
  const engines = new Set(named('authrpc').map(({ service }) => service));
  const http = named('http');
  const execution = http.find(({ service }) => engines.has(service)) ?? http.find(({ service }) => service === 'el');
  if (execution === undefined) return undefined;
  const relay = http.find(({ service }) => service.endsWith('relay'));
  return { rpcUrl: execution.url, ...(relay === undefined ? {} : { relayUrl: relay.url }) };
}
