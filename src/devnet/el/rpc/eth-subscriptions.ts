import { randomBytes } from 'node:crypto';
import { bytesToHex, type Hex } from '../../../lib/hex.ts';
import type { Chain } from '../chain.ts';
import type { Pool } from '../pool.ts';
import { formatHeader } from './format-block.ts';
import { formatTransaction } from './format-transaction.ts';
import { matchingLogs, parseLogFilter } from './log-filter.ts';
import type { Connection, Methods } from './methods.ts';
import { asObject, type Params } from './params.ts';
import { RPC_CODES, RpcError } from './rpc-error.ts';

type Send = (result: unknown) => void;
type Attach = (params: Params, send: Send) => () => void;

/** eth_subscribe, for connections that can be sent something. */
export function ethSubscriptionMethods(chain: Chain, pool: Pool): Methods {
  const kinds: Record<string, Attach> = {
    newHeads: (_, send) =>
      chain.onHead(({ added }) => {
        for (const { block } of added) send(formatHeader(block));
      }),
    logs: (params, send) => {
      const filter = parseLogFilter(asObject(params.optional(1) ?? {}, 'argument 1'));
      return chain.onHead(({ added, removed }) => {
        for (const block of removed) matchingLogs(block, filter, true).forEach(send);
        for (const block of added) matchingLogs(block, filter).forEach(send);
      });
    },
    newPendingTransactions: (params, send) => {
      const full = params.flag(1);
      return pool.onPending(({ transaction, sender, hash }) =>
        send(full ? formatTransaction(transaction, sender) : hash),
      );
    },
    syncing: () => () => {},
  };
  const active = new WeakMap<Connection, Map<Hex, () => void>>();
  const subscriptionsOf = (connection: Connection) => {
    const known = active.get(connection);
    if (known !== undefined) return known;
    const subscriptions = new Map<Hex, () => void>();
    active.set(connection, subscriptions);
    connection.onClose(() => {
      for (const detach of subscriptions.values()) detach();
    });
    return subscriptions;
  };
  return {
    eth_subscribe: (params, connection) => {
      if (connection === undefined) throw new RpcError('notifications not supported', RPC_CODES.methodNotFound);
      const kind = params.text(0);
      const attach = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
      if (attach === undefined)
        throw new RpcError(`no "${kind}" subscription in eth namespace`, RPC_CODES.methodNotFound);
      const id = bytesToHex(randomBytes(16));
      const detach = attach(params, (result) => {
        const message = { jsonrpc: '2.0', method: 'eth_subscription', params: { subscription: id, result } };
        connection.notify(JSON.stringify(message));
      });
      subscriptionsOf(connection).set(id, detach);
      return id;
    },
    eth_unsubscribe: (params, connection) => {
      const subscriptions = connection === undefined ? undefined : subscriptionsOf(connection);
      const id = params.text(0) as Hex;
      const detach = subscriptions?.get(id);
      if (detach === undefined) throw new RpcError('subscription not found');
      detach();
      return subscriptions?.delete(id) ?? false;
    },
  };
}
