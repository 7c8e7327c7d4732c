/** A failure that a caller is told: JSON-RPC code, geth's words, and data such as what a contract reverted with. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;
  readonly data: unknown;

  constructor(message: string, code: number = RPC_CODES.server, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

export const RPC_CODES = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  server: -32000,
  tooLarge: -32003,
  reverted: 3,
} as const;

export function invalidParams(message: string): RpcError {
  return new RpcError(message, RPC_CODES.invalidParams);
}
