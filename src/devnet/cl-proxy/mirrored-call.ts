interface RpcCall {
  method?: unknown;
  params?: unknown;
}

/**
 * The part of an Engine API body (one call or a batch) that the secondary may see: never `engine_getPayload*`, whose
 * payload ids only the primary knows, and forkchoice updates without attributes, so that it builds nothing.
 * `undefined` when nothing is left, or when the body is not JSON-RPC.
 */
export function mirroredCall(body: Uint8Array): string | undefined {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
  if (!Array.isArray(json)) return isMirrored(json) ? JSON.stringify(withoutAttributes(json)) : undefined;
  const calls = json.filter(isMirrored).map(withoutAttributes);
  return calls.length === 0 ? undefined : JSON.stringify(calls);
}

function isMirrored(call: unknown): call is RpcCall & { method: string } {
  const method = (call as RpcCall | null)?.method;
  return typeof method === 'string' && !method.startsWith('engine_getPayload');
}

function withoutAttributes(call: RpcCall & { method: string }): RpcCall {
  if (!call.method.startsWith('engine_forkchoiceUpdated') || !Array.isArray(call.params)) return call;
  return { ...call, params: [call.params[0], null, ...call.params.slice(2)] };
}
