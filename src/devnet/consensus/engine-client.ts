import { messageOf, systemCodeOf } from '../../lib/errors.ts';
import { type Hex, quantity } from '../../lib/hex.ts';
import { exchange, type HttpResponse } from '../../lib/http-request.ts';
import { parseHttpUrl } from '../../lib/listen.ts';
import { engineToken } from './engine-token.ts';
import type {
  BuiltPayload,
  EngineBlock,
  EnginePayload,
  EnginePayloadAttributes,
  ForkchoiceResult,
  ForkchoiceState,
  PayloadStatus,
} from './engine-types.ts';

/** Time limits of execution-apis: 8 s for what executes a block, 1 s for the rest. */
const EXECUTE_TIMEOUT_MS = 8000;
const DEFAULT_TIMEOUT_MS = 1000;

export type EngineFailure = 'unreachable' | 'timeout' | 'unauthorized' | 'malformed' | 'rpc';

/** A call to the execution client that brought no result. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly failure: EngineFailure;
  /** JSON-RPC error code, where the client answered with one. */
  readonly rpcCode: number | undefined;

  constructor(failure: EngineFailure, message: string, rpcCode?: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.failure = failure;
    this.rpcCode = rpcCode;
  }
}

export interface EngineClientOptions {
  /** Authenticated endpoint, `http://host:8551`. */
  url: string;
  /** 32 bytes; see `loadEngineSecret`. */
  jwtSecret: Uint8Array;
}

/** Which getPayload a fork answers to (execution-apis: `prague.md`, `osaka.md`). */
export type GetPayloadMethod = 'engine_getPayloadV4' | 'engine_getPayloadV5';

/** Engine API over HTTP. Every method throws `EngineError`. */
export class EngineClient {
  readonly #url: string;
  readonly #secret: Uint8Array;
  #id = 0;

  constructor(options: EngineClientOptions) {
    this.#url = parseHttpUrl(options.url, 'execution endpoint');
    this.#secret = options.jwtSecret;
  }

  newPayloadV4(
    payload: EnginePayload,
    versionedHashes: readonly Hex[],
    parentBeaconBlockRoot: Hex,
    executionRequests: readonly Hex[],
  ): Promise<PayloadStatus> {
    const params = [payload, versionedHashes, parentBeaconBlockRoot, executionRequests];
    return this.call('engine_newPayloadV4', params, EXECUTE_TIMEOUT_MS);
  }

  forkchoiceUpdatedV3(state: ForkchoiceState, attributes: EnginePayloadAttributes | null): Promise<ForkchoiceResult> {
    return this.call('engine_forkchoiceUpdatedV3', [state, attributes], EXECUTE_TIMEOUT_MS);
  }

  getPayloadV4(payloadId: Hex, timeoutMs?: number): Promise<BuiltPayload> {
    return this.getPayload('engine_getPayloadV4', payloadId, timeoutMs);
  }

  getPayloadV5(payloadId: Hex, timeoutMs?: number): Promise<BuiltPayload> {
    return this.getPayload('engine_getPayloadV5', payloadId, timeoutMs);
  }

  getPayload(method: GetPayloadMethod, payloadId: Hex, timeoutMs = DEFAULT_TIMEOUT_MS): Promise<BuiltPayload> {
    return this.call(method, [payloadId], timeoutMs);
  }

  /** `null` where the client does not have the block. */
  blockByNumber(block: number | 'latest' | 'safe' | 'finalized'): Promise<EngineBlock | null> {
    return this.call('eth_getBlockByNumber', [typeof block === 'number' ? quantity(block) : block, false]);
  }

  /** `null` where the client does not have the block. */
  blockByHash(hash: Hex): Promise<EngineBlock | null> {
    return this.call('eth_getBlockByHash', [hash, false]);
  }

  /** Any other method. The result is not checked against `T`. */
  async call<T>(method: string, params: readonly unknown[], timeoutMs = DEFAULT_TIMEOUT_MS): Promise<T> {
    this.#id += 1;
    const body = JSON.stringify({ jsonrpc: '2.0', id: this.#id, method, params });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${engineToken(this.#secret)}` };
    let reply: HttpResponse;
    try {
      reply = await exchange(this.#url, { headers, body, timeoutMs });
    } catch (error) {
      throw toEngineError(method, error, timeoutMs);
    }
    return parseAnswer<T>(method, reply);
  }
}

function toEngineError(method: string, error: unknown, timeoutMs: number): EngineError {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new EngineError('timeout', `${method}: no answer within ${timeoutMs} ms`, undefined, error);
  }
  const reason = systemCodeOf(error) ?? messageOf(error);
  return new EngineError('unreachable', `${method}: execution client not reachable (${reason})`, undefined, error);
}

function parseAnswer<T>(method: string, reply: HttpResponse): T {
  if (reply.status === 401 || reply.status === 403) {
    throw new EngineError('unauthorized', `${method}: the execution client refuses our token; check the JWT secret`);
  }
  let json: { result?: T; error?: { code?: number; message?: string } };
  try {
    json = JSON.parse(reply.body.toString('utf8'));
  } catch (error) {
    throw new EngineError('malformed', `${method}: HTTP ${reply.status} without JSON`, undefined, error);
  }
  if (json?.error !== undefined && json.error !== null) {
    throw new EngineError('rpc', `${method}: ${json.error.message ?? 'error'}`, json.error.code);
  }
  if (json?.result === undefined) throw new EngineError('malformed', `${method}: answer without a result`);
  return json.result;
}
