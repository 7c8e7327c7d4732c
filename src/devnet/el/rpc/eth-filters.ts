import { randomBytes } from 'node:crypto';
import { bytesToHex, type Hex } from '../../../lib/hex.ts';
import type { Chain } from '../chain.ts';
import type { Pool } from '../pool.ts';
import { formatTransaction } from './format-transaction.ts';
import { matchingLogs, parseLogFilter, searchLogs } from './log-filter.ts';
import type { Methods } from './methods.ts';
import type { Params } from './params.ts';
import { RpcError } from './rpc-error.ts';

/** A filter that nobody asks for is forgotten (geth: 5 minutes). */
const IDLE_MILLISECONDS = 300_000;
const MAX_FILTERS = 1_000;
const MAX_QUEUED = 50_000;

interface Filter {
  query: Record<string, unknown> | undefined;
  found: unknown[];
  askedAt: number;
  detach(): void;
}

/** eth_getLogs and the filters that are polled. */
export function ethFilterMethods(chain: Chain, pool: Pool): Methods {
  const filters = new Map<Hex, Filter>();
  const install = (query: Filter['query'], attach: (add: (item: unknown) => void) => () => void): Hex => {
    forgetIdle(filters);
    const filter: Filter = { query, found: [], askedAt: performance.now(), detach: () => {} };
    filter.detach = attach((item) => {
      if (filter.found.length < MAX_QUEUED) filter.found.push(item);
    });
    const id = bytesToHex(randomBytes(16));
    filters.set(id, filter);
    return id;
  };
  const filterOf = (params: Params): Filter => {
    const filter = filters.get(params.text(0) as Hex);
    if (filter === undefined) throw new RpcError('filter not found');
    filter.askedAt = performance.now();
    return filter;
  };
  return {
    eth_getLogs: (params) => searchLogs(chain, params.object(0)),
    eth_newFilter: (params) => {
      const query = params.object(0);
      const logFilter = parseLogFilter(query);
      return install(query, (add) =>
        chain.onHead(({ added, removed }) => {
          for (const block of removed) matchingLogs(block, logFilter, true).forEach(add);
          for (const block of added) matchingLogs(block, logFilter).forEach(add);
        }),
      );
    },
    eth_newBlockFilter: () =>
      install(undefined, (add) =>
        chain.onHead(({ added }) => {
          for (const { hash } of added) add(hash);
        }),
      ),
    eth_newPendingTransactionFilter: (params) => {
      const full = params.flag(0);
      return install(undefined, (add) =>
        pool.onPending(({ transaction, sender, hash }) => add(full ? formatTransaction(transaction, sender) : hash)),
      );
    },
    eth_getFilterChanges: (params) => filterOf(params).found.splice(0),
    eth_getFilterLogs: (params) => {
      const { query } = filterOf(params);
      if (query === undefined) throw new RpcError('filter not found');
      return searchLogs(chain, query);
    },
    eth_uninstallFilter: (params) => {
      const id = params.text(0) as Hex;
      filters.get(id)?.detach();
      return filters.delete(id);
    },
  };
}

function forgetIdle(filters: Map<Hex, Filter>): void {
  const now = performance.now();
  for (const [id, filter] of filters) {
    if (now - filter.askedAt < IDLE_MILLISECONDS && filters.size < MAX_FILTERS) continue;
    filter.detach();
    filters.delete(id);
  }
}
