import type { Params } from './params.ts';

/** The connection a call came over; only a WebSocket can be sent notifications. */
export interface Connection {
  notify(message: string): void;
  onClose(action: () => void): void;
}

export type Method = (params: Params, connection: Connection | undefined) => unknown;

/** JSON-RPC methods by name. */
export type Methods = Record<string, Method>;
