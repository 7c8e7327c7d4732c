import { privateKeyToAccount } from 'viem/accounts';
import { PREFUNDED_ACCOUNTS } from '../artifacts/l1-constants.ts';
import { rpc } from './block-source.ts';

const ONE_GWEI = 1_000_000_000n;
const TENTH_OF_AN_ETHER = 100_000_000_000_000_000n;

/**
 * A command line that sends a signed transaction: 0.1 ether from the second prefunded account to the first. It works
 * as it is until that account has sent something else.
 */
export async function sampleTransaction(rpcUrl: string, chainId: number): Promise<string> {
  const [to, from] = PREFUNDED_ACCOUNTS;
  if (to === undefined || from === undefined) throw new Error('there are no prefunded accounts');
  const nonce = await rpc<string>(rpcUrl, 'eth_getTransactionCount', [from.address, 'pending']);
  const raw = await privateKeyToAccount(from.privateKey).signTransaction({
    type: 'eip1559',
    chainId,
    nonce: Number(nonce),
    to: to.address,
    value: TENTH_OF_AN_ETHER,
    gas: 21_000n,
    maxPriorityFeePerGas: ONE_GWEI,
    maxFeePerGas: 20n * ONE_GWEI,
  });
  const body = { jsonrpc: '2.0', id: 1, method: 'eth_sendRawTransaction', params: [raw] };
  return `curl -s -H 'content-type: application/json' -d '${JSON.stringify(body)}' ${rpcUrl}`;
}
