import { createHmac } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { EngineClient } from './engine-client.ts';

const SECRET = new Uint8Array(32).fill(1);
let server: Server | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(0) : server.close(resolve)));
});

async function connect(listener: RequestListener): Promise<EngineClient> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return new EngineClient({ url: `http://127.0.0.1:${port}`, jwtSecret: SECRET });
}

const answer = (body: unknown): RequestListener => {
  return (incoming, response) => {
    incoming.resume();
    incoming.on('end', () => response.end(JSON.stringify(body)));
  };
};

describe('EngineClient', () => {
  it('signs each request with the shared secret', async () => {
    let token = '';
    const engine = await connect((incoming, response) => {
      token = incoming.headers.authorization?.replace('Bearer ', '') ?? '';
      incoming.resume();
      incoming.on('end', () => response.end('{"jsonrpc":"2.0","id":1,"result":null}'));
    });
    expect(await engine.blockByNumber('latest')).toBeNull();
    const [header, payload, signature] = token.split('.');
    expect(createHmac('sha256', SECRET).update(`${header}.${payload}`).digest('base64url')).toBe(signature);
    const { iat } = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString());
    expect(Math.abs(iat - Date.now() / 1000)).toBeLessThan(5);
  });

  it('tells failures apart', async () => {
    const engine = await connect(answer({ error: { code: -38001, message: 'Unknown payload' } }));
    await expect(engine.getPayloadV4('0x01')).rejects.toMatchObject({ failure: 'rpc', rpcCode: -38001 });
  });

  it('reports a refused token', async () => {
    const engine = await connect((_, response) => void response.writeHead(401).end('no'));
    await expect(engine.blockByNumber(0)).rejects.toMatchObject({ failure: 'unauthorized' });
  });

  it('reports an answer that is not JSON', async () => {
    const engine = await connect((_, response) => void response.end('<html>'));
    await expect(engine.blockByNumber(0)).rejects.toMatchObject({ failure: 'malformed' });
  });

  it('gives up on a client that does not answer', async () => {
    const engine = await connect(() => {});
    await expect(engine.call('engine_slow', [], 30)).rejects.toMatchObject({ failure: 'timeout' });
  });

  it('gives up on an answer that stops in the middle', async () => {
    const engine = await connect((_, response) => void response.write('{"res'));
    await expect(engine.call('engine_slow', [], 50)).rejects.toMatchObject({ failure: 'timeout' });
  });

  it('reports a client that is not there', async () => {
    const engine = await connect(() => {});
    await new Promise((resolve) => server?.close(resolve));
    server = undefined;
    await expect(engine.blockByNumber(0)).rejects.toMatchObject({ failure: 'unreachable' });
  });

  it('survives a server that closes kept connections', async () => {
    const engine = await connect(answer({ result: null }));
    await engine.blockByNumber(0);
    server?.closeAllConnections();
    expect(await engine.blockByNumber(0)).toBeNull();
  });
});
