import { exchange } from '../lib/http-request.ts';

/** What is asked to follow a chain. */
export interface ChainEndpoints {
  /** JSON-RPC of an execution client. */
  rpcUrl: string;
  /** Data API of a relay, where there is one. */
  relayUrl?: string;
}

export interface BlockSummary {
  number: number;
  hash: string;
  /** Unix seconds. */
  timestamp: number;
  transactions: number;
  gasUsed: bigint;
  baseFee: bigint;
}

const TIMEOUT_MS = 5000;

/** One JSON-RPC call. Throws an `Error` for an error answer. */
export async function rpc<T>(url: string, method: string, params: unknown[], signal?: AbortSignal): Promise<T> {
  const { body } = await exchange(url, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    timeoutMs: TIMEOUT_MS,
    ...(signal === undefined ? {} : { signal }),
  });
  const answer = JSON.parse(body.toString()) as { result: T; error?: { message: string } };
  if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message}`);
  return answer.result;
}

interface RpcBlock {
  number: string;
  hash: string;
  timestamp: string;
  transactions: string[];
  gasUsed: string;
  baseFeePerGas: string;
}

/** The block with this number or tag; nothing where there is none yet. */
export async function readBlock(url: string, tag: string, signal?: AbortSignal): Promise<BlockSummary | undefined> {
  const block = await rpc<RpcBlock | null>(url, 'eth_getBlockByNumber', [tag, false], signal).catch((error) => {
    // geth answers an error, not null, for "finalized" before there is one.
    if (tag === 'finalized' && !signal?.aborted) return null;
    throw error;
  });
  if (block === null) return undefined;
  return {
    number: Number(block.number),
    hash: block.hash,
    timestamp: Number(block.timestamp),
    transactions: block.transactions.length,
    gasUsed: BigInt(block.gasUsed),
    baseFee: BigInt(block.baseFeePerGas),
  };
}

/** Whether the relay delivered this block; nothing where it does not tell. */
export async function deliveredByRelay(url: string, hash: string, signal?: AbortSignal): Promise<boolean | undefined> {
  const path = `/relay/v1/data/bidtraces/proposer_payload_delivered?block_hash=${hash}`;
  try {
    const { status, body } = await exchange(new URL(path, url), {
      timeoutMs: TIMEOUT_MS,
      ...(signal === undefined ? {} : { signal }),
    });
    return status === 200 ? (JSON.parse(body.toString()) as unknown[]).length > 0 : undefined;
  } catch {
    return undefined;
  }
}
