import type { Logger } from '../../../lib/log.ts';
import { yieldToEvents } from '../yield-to-events.ts';
import type { Connection, Methods } from './methods.ts';
import { Params } from './params.ts';
import { invalidParams, RPC_CODES, RpcError } from './rpc-error.ts';

/** geth's limits for a batch: items, and bytes of all answers together. */
const MAX_BATCH = 1_000;
const MAX_BATCH_ANSWER = 25_000_000;

type Id = string | number | null;

/** JSON-RPC 2.0 over text: requests and batches in, answers out. */
export class JsonRpc {
  readonly #methods: Methods;
  readonly #log: Logger;

  constructor(methods: Methods, log: Logger) {
    this.#methods = methods;
    this.#log = log;
  }

  /** The answer, or nothing when all that came were notifications. Never rejects. */
  async answer(text: string, connection?: Connection): Promise<string | undefined> {
    let request: unknown;
    try {
      request = JSON.parse(text);
    } catch {
      return failure(null, new RpcError('parse error', RPC_CODES.parse));
    }
    if (!Array.isArray(request)) return this.#one(request, connection);
    if (request.length === 0) return failure(null, new RpcError('empty batch', RPC_CODES.invalidRequest));
    if (request.length > MAX_BATCH) return failure(null, new RpcError('batch too large', RPC_CODES.invalidRequest));
    const answers: string[] = [];
    let size = 0;
    for (const item of request) {
      const full = size > MAX_BATCH_ANSWER;
      const answer = full ? tooLarge(item) : await this.#one(item, connection);
      if (answer !== undefined) answers.push(answer);
      size += answer?.length ?? 0;
      await yieldToEvents();
    }
    return answers.length === 0 ? undefined : `[${answers.join(',')}]`;
  }

  async #one(request: unknown, connection: Connection | undefined): Promise<string | undefined> {
    const { id, method, params } = (request ?? {}) as Record<string, unknown>;
    const answerId = idOf(id);
    if (typeof method !== 'string') return failure(answerId, new RpcError('invalid request', RPC_CODES.invalidRequest));
    try {
      const result = await this.#call(method, params, connection);
      return id === undefined ? undefined : success(answerId, result);
    } catch (error) {
      if (!(error instanceof RpcError)) {
        this.#log.warn('a call failed', { method, error: error instanceof Error ? error.stack : String(error) });
      }
      return id === undefined ? undefined : failure(answerId, error);
    }
  }

  #call(method: string, params: unknown, connection: Connection | undefined): unknown {
    const run = Object.hasOwn(this.#methods, method) ? this.#methods[method] : undefined;
    if (run === undefined) {
      throw new RpcError(`the method ${method} does not exist/is not available`, RPC_CODES.methodNotFound);
    }
    if (params !== undefined && params !== null && !Array.isArray(params)) throw invalidParams('non-array args');
    return run(new Params((params as unknown[] | undefined) ?? []), connection);
  }
}

/** Notifications are not answered even then. */
function tooLarge(request: unknown): string | undefined {
  const { id } = (request ?? {}) as Record<string, unknown>;
  if (id === undefined) return undefined;
  return failure(idOf(id), new RpcError('response too large', RPC_CODES.tooLarge));
}

function idOf(id: unknown): Id {
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

function success(id: Id, result: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result: result ?? null });
}

function failure(id: Id, error: unknown): string {
  const { message } = error instanceof Error ? error : { message: String(error) };
  const code = error instanceof RpcError ? error.code : RPC_CODES.internal;
  const data = error instanceof RpcError ? error.data : undefined;
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message, ...(data === undefined ? {} : { data }) } });
}
