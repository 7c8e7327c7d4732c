import { getCalldataFloorGas, isBlob4844Tx, type TypedTransaction } from '@ethereumjs/tx';
import type { PooledTransaction } from './pooled-transaction.ts';
import { RpcError } from './rpc/rpc-error.ts';

/** An account as the pool sees it. */
export interface AccountState {
  nonce: bigint;
  balance: bigint;
}

const MAX_SIZE = 128 * 1024;
const MAX_BLOB_SIZE = 1024 * 1024;

/**
 * What can be said of a transaction without its sender's account, in geth's order and words (core/txpool).
 * Throws `RpcError`.
 */
export function checkTransaction(transaction: TypedTransaction, blockGasLimit: bigint): void {
  const { common, gasLimit } = transaction;
  const size = transaction.serialize().length;
  const limit = isBlob4844Tx(transaction) ? MAX_BLOB_SIZE : MAX_SIZE;
  if (size > limit) throw new RpcError(`oversized data: transaction size ${size}, limit ${limit}`);
  if (transaction.to === undefined && transaction.data.length > Number(common.param('maxInitCodeSize'))) {
    throw new RpcError(
      `max initcode size exceeded: code size ${transaction.data.length}, limit ${common.param('maxInitCodeSize')}`,
    );
  }
  if (gasLimit > blockGasLimit) throw new RpcError('exceeds block gas limit');
  const intrinsic = transaction.getIntrinsicGas();
  if (gasLimit < intrinsic) {
    throw new RpcError(`intrinsic gas too low: gas ${gasLimit}, minimum needed ${intrinsic}`);
  }
  const floor = common.isActivatedEIP(7623) ? getCalldataFloorGas(transaction) : 0n;
  if (gasLimit < floor) {
    throw new RpcError(`insufficient gas for floor data gas cost: gas ${gasLimit}, minimum needed ${floor}`);
  }
  const tip = 'maxPriorityFeePerGas' in transaction ? transaction.maxPriorityFeePerGas : transaction.gasPrice;
  if (tip < 1n) throw new RpcError(`transaction gas price below minimum: gas tip cap ${tip}, minimum needed 1`);
}

/** What its sender's account has to say. `others` is what the sender's other pooled transactions may cost. */
export function checkAgainstAccount(pooled: PooledTransaction, account: AccountState, others: bigint): void {
  const { nonce, cost } = pooled;
  if (nonce < account.nonce) throw new RpcError(`nonce too low: next nonce ${account.nonce}, tx nonce ${nonce}`);
  if (cost > account.balance) {
    const overshot = cost - account.balance;
    throw new RpcError(
      `insufficient funds for gas * price + value: balance ${account.balance}, tx cost ${cost}, overshot ${overshot}`,
    );
  }
  if (others + cost > account.balance) {
    const overshot = others + cost - account.balance;
    throw new RpcError(
      `insufficient funds for gas * price + value: balance ${account.balance}, queued cost ${others}, tx cost ${cost}, overshot ${overshot}`,
    );
  }
}

/** A replacement must raise every price by a tenth, with blobs by the whole (geth's --txpool.pricebump). */
export function checkReplacement(replacement: PooledTransaction, old: PooledTransaction): void {
  const percent = isBlob4844Tx(replacement.transaction) ? 100n : 10n;
  const raised = (price: bigint) => price + (price * percent) / 100n;
  const enough =
    replacement.feeCap > old.feeCap &&
    replacement.tipCap > old.tipCap &&
    replacement.feeCap >= raised(old.feeCap) &&
    replacement.tipCap >= raised(old.tipCap) &&
    replacement.blobFeeCap >= raised(old.blobFeeCap);
  if (!enough) throw new RpcError('replacement transaction underpriced');
}
