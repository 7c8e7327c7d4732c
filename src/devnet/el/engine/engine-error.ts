import { RpcError } from '../rpc/rpc-error.ts';

/** Errors of the Engine API (execution-apis, src/engine/common.md), in geth's words. */
export const unknownPayload = () => new RpcError('Unknown payload', -38001);
export const invalidForkchoice = (reason: string) => new RpcError('Invalid forkchoice state', -38002, { err: reason });
export const invalidAttributes = (reason: string) =>
  new RpcError('Invalid payload attributes', -38003, { err: reason });
export const tooLargeRequest = () => new RpcError('Too large request', -38004);
export const unsupportedFork = () => new RpcError('Unsupported fork', -38005);
