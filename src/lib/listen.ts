import type { Server } from 'node:http';
import { PlaygroundError } from './errors.ts';

/** What an open connection may still take when the server closes. */
const DRAIN_MS = 100;

export interface Listening {
  host: string;
  /** The port really bound, where 0 was asked for. */
  port: number;
  /** Stops accepting, lets running answers finish for a moment, then cuts what is left. */
  close(): Promise<void>;
}

/** Rejects with the system's error (`EADDRINUSE`, `EACCES`) when the address cannot be had. */
export async function listen(server: Server, host: string, port: number): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return { host, port: bound, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** The port in `text`; `option` names it in the error. Throws `PlaygroundError` `invalid-option`. */
export function parsePort(text: string, option: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw new PlaygroundError('invalid-option', `${option}: "${text}" is not a port`, {
    kind: 'usage',
    hint: 'give a number from 0 to 65535; 0 takes any free port',
  });
}

/** An address as `host:port`, `:port` (every interface) or `[::1]:port`. Throws `PlaygroundError` `invalid-option`. */
export function parseHostPort(text: string, option: string): { host: string; port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d+)$/.exec(text);
  if (match === null) {
    throw new PlaygroundError('invalid-option', `${option}: "${text}" is not an address`, {
      kind: 'usage',
      hint: 'write it as host:port, for example 127.0.0.1:21171',
    });
  }
  return { host: match[1] ?? (match[2] || '0.0.0.0'), port: parsePort(match[3] ?? '', option) };
}

/** An absolute http or https URL without a trailing slash. Throws `PlaygroundError` `invalid-option`. */
export function parseHttpUrl(text: string, option: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return text.replace(/\/+$/, '');
  throw new PlaygroundError('invalid-option', `${option}: "${text}" is not an http URL`, {
    kind: 'usage',
    hint: 'write it like http://127.0.0.1:3500',
  });
}
