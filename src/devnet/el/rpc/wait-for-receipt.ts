import type { Hex } from '../../../lib/hex.ts';
import type { Chain } from '../chain.ts';
import { formatLogs, formatReceipt } from './format-receipt.ts';
import { RpcError } from './rpc-error.ts';

/** EIP-7966: the code for a transaction that was accepted but not included in time. */
const TIMED_OUT = 4;

/** The receipt as soon as a block has it. Throws `RpcError` after `timeout` milliseconds. */
export function waitForReceipt(chain: Chain, hash: Hex, timeout: number): Promise<object> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const place = chain.transaction(hash);
      if (place === undefined) return;
      end();
      resolve(formatReceipt(place.at, place.index, formatLogs(place.at)[place.index] ?? []));
    };
    const timer = setTimeout(() => {
      end();
      reject(new RpcError('the transaction was added to the pool but not included in time', TIMED_OUT, hash));
    }, timeout);
    const end = () => {
      clearTimeout(timer);
      chain.off('head', look);
    };
    chain.on('head', look);
    look();
  });
}
