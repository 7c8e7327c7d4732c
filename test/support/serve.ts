import { createServer, type RequestListener } from 'node:http';
import { listen } from '../../src/lib/listen.ts';

export interface Served {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** A real HTTP server on a free port of 127.0.0.1. */
export async function serve(handler: RequestListener, port = 0): Promise<Served> {
  const listening = await listen(createServer(handler), '127.0.0.1', port);
  return { url: `http://127.0.0.1:${listening.port}`, port: listening.port, close: () => listening.close() };
}
