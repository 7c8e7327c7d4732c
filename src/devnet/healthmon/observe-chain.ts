import { exchange } from '../../lib/http-request.ts';
import type { Observation } from './freshness.ts';

const TIMEOUT_MS = 2000;

export type ChainKind = 'beacon' | 'execution';
/** Rejects with one line that says what is wrong. */
export type ObserveChain = () => Promise<Observation>;

export function observeChain(kind: ChainKind, url: string): ObserveChain {
  return kind === 'beacon' ? beaconObserver(url) : () => observeExecution(url);
}

async function observeExecution(url: string): Promise<Observation> {
  const call = { jsonrpc: '2.0', id: 1, method: 'eth_getBlockByNumber', params: ['latest', false] };
  const answer = await ask(url, JSON.stringify(call));
  const block = (answer as { result?: { number?: unknown; timestamp?: unknown } } | null)?.result;
  const head = Number(block?.number ?? Number.NaN);
  if (!Number.isSafeInteger(head)) throw new Error(`${url} answers without a block`);
  return { head, genesisMs: head === 0 ? Number(block?.timestamp) * 1000 : undefined };
}

/** The genesis time cannot change: it is asked for once. */
function beaconObserver(url: string): ObserveChain {
  let genesisMs: number | undefined;
  return async () => {
    genesisMs ??= await ask(`${url}/eth/v1/beacon/genesis`).then(
      (answer) => Number((answer as { data?: { genesis_time?: unknown } }).data?.genesis_time) * 1000 || undefined,
      () => undefined,
    );
    const answer = await ask(`${url}/eth/v1/node/syncing`);
    const head = Number((answer as { data?: { head_slot?: unknown } } | null)?.data?.head_slot ?? Number.NaN);
    if (!Number.isSafeInteger(head)) throw new Error(`${url} answers without a head slot`);
    return { head, genesisMs };
  };
}

async function ask(url: string, body?: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const response = await exchange(url, { headers, timeoutMs: TIMEOUT_MS, ...(body === undefined ? {} : { body }) });
  if (response.status !== 200) throw new Error(`${url} answers ${response.status}`);
  return JSON.parse(response.body.toString('utf8'));
}
