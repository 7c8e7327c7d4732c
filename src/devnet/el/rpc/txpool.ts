import { type Hex, quantity } from '../../../lib/hex.ts';
import type { Pool } from '../pool.ts';
import type { PooledTransaction } from '../pooled-transaction.ts';
import { formatTransaction } from './format-transaction.ts';
import type { Methods } from './methods.ts';

type Shape = (pooled: PooledTransaction) => unknown;
type ByNonce = Record<string, unknown>;

/** txpool_*: what can go into the next block (pending), and what waits for an earlier nonce (queued). */
export function txpoolMethods(pool: Pool): Methods {
  const format: Shape = ({ transaction, sender }) => formatTransaction(transaction, sender);
  return {
    txpool_status: async () => {
      const { pending, queued } = await split(pool, format);
      return { pending: quantity(count(pending)), queued: quantity(count(queued)) };
    },
    txpool_content: () => split(pool, format),
    txpool_contentFrom: async (params) => {
      const address = params.address(0);
      const { pending, queued } = await split(pool, format);
      return { pending: pending[address] ?? {}, queued: queued[address] ?? {} };
    },
    txpool_inspect: () => split(pool, describe),
  };
}

async function split(pool: Pool, shape: Shape): Promise<Record<'pending' | 'queued', Record<Hex, ByNonce>>> {
  const pending: Record<Hex, ByNonce> = {};
  const queued: Record<Hex, ByNonce> = {};
  for (const [sender, transactions] of pool.bySender()) {
    let { nonce } = await pool.account(sender);
    for (const pooled of transactions) {
      const ready = pooled.nonce === nonce;
      if (ready) nonce += 1n;
      const half = ready ? pending : queued;
      half[sender] ??= {};
      half[sender][pooled.nonce.toString()] = shape(pooled);
    }
  }
  return { pending, queued };
}

function describe({ transaction, feeCap }: PooledTransaction): string {
  const to = transaction.to === undefined ? 'contract creation' : transaction.to.toString();
  return `${to}: ${transaction.value} wei + ${transaction.gasLimit} gas × ${feeCap} wei`;
}

function count(half: Record<Hex, ByNonce>): number {
  return Object.values(half).reduce((sum, byNonce) => sum + Object.keys(byNonce).length, 0);
}
