import type { IncomingHttpHeaders } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { EngineStandIn } from '../../../test/support/engine-stand-in.ts';
import { type Served, serve } from '../../../test/support/serve.ts';
import { type StartedProgram, startProgram } from '../../../test/support/start-program.ts';
import { waitUntil } from '../../../test/support/wait-until.ts';
import type { Hex } from '../../lib/hex.ts';
import { readBody } from '../../lib/http-request.ts';
import type { EnginePayloadAttributes } from '../consensus/engine-types.ts';
import { clProxyProgram } from './program.ts';

const ATTRIBUTES: EnginePayloadAttributes = {
  timestamp: '0x1',
  prevRandao: `0x${'22'.repeat(32)}`,
  suggestedFeeRecipient: `0x${'33'.repeat(20)}`,
  withdrawals: [],
  parentBeaconBlockRoot: `0x${'44'.repeat(32)}`,
};

interface Seen {
  body: { id: number; method: string; params: unknown[] };
  headers: IncomingHttpHeaders;
}

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function engine(result: string, gate: () => Promise<void> = async () => {}, port = 0) {
  const seen: Seen[] = [];
  const served = await serve(async (request, response) => {
    const body = JSON.parse((await readBody(request)).toString());
    seen.push({ body, headers: request.headers });
    await gate();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ jsonrpc: '2.0', id: body.id, result }));
  }, port);
  open.push(served.close);
  return { ...served, seen };
}

async function unusedPort(): Promise<Served> {
  const served = await serve(() => {});
  await served.close();
  return served;
}

async function proxy(primary: string, secondary: string): Promise<StartedProgram> {
  const options = { 'primary-builder': primary, 'secondary-builder': secondary, port: '0' };
  const program = await startProgram(clProxyProgram, options);
  open.push(program.stop);
  return program;
}

function post(url: string, method: string, id = 1, headers: Record<string, string> = {}): Promise<Response> {
  const body = JSON.stringify({ jsonrpc: '2.0', id, method, params: [{ head: id }, { timestamp: '0x1' }] });
  return fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
}

describe('cl-proxy', () => {
  it('answers with the primary and mirrors to the secondary, token included', async () => {
    const primary = await engine('primary');
    const secondary = await engine('secondary');
    const { url } = await proxy(primary.url, secondary.url);
    const response = await post(url, 'engine_forkchoiceUpdatedV3', 5, { authorization: 'Bearer abc' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ jsonrpc: '2.0', id: 5, result: 'primary' });
    await waitUntil('the mirrored call', () => secondary.seen.length === 1);
    expect(primary.seen[0]?.body.params).toEqual([{ head: 5 }, { timestamp: '0x1' }]);
    expect(secondary.seen[0]?.body.params).toEqual([{ head: 5 }, null]);
    expect(primary.seen[0]?.headers.authorization).toBe('Bearer abc');
    expect(secondary.seen[0]?.headers.authorization).toBe('Bearer abc');
  });

  it('gives a secondary that comes late the blocks that it missed', async () => {
    const genesis: Hex = `0x${'11'.repeat(32)}`;
    const primary = await EngineStandIn.start(genesis);
    open.push(() => primary.close());
    const nobody = await unusedPort();
    const { url, lines } = await proxy(primary.url, nobody.url);
    const hashes: Hex[] = [genesis];
    const next = async () => {
      const payload = primary.makePayload(hashes.at(-1) ?? genesis, ATTRIBUTES);
      hashes.push(payload.blockHash);
      const body = JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'engine_newPayloadV4',
        params: [payload, [], '0x', []],
      });
      expect(await (await fetch(url, { method: 'POST', body })).json()).toMatchObject({ result: { status: 'VALID' } });
    };
    for (let block = 1; block <= 5; block++) await next();
    await waitUntil('its absence is known', () => lines.some((line) => line.includes('ECONNREFUSED')));
    const secondary = await EngineStandIn.start(genesis, nobody.port);
    open.push(() => secondary.close());
    await next();
    await waitUntil('the secondary to have every block', () => hashes.every((hash) => secondary.knows(hash)));
  });

  it('keeps the order at the secondary and never shows it a payload request', async () => {
    const primary = await engine('primary');
    const secondary = await engine('secondary');
    const { url } = await proxy(primary.url, secondary.url);
    for (let id = 1; id <= 20; id++) await post(url, id % 5 === 0 ? 'engine_getPayloadV4' : 'engine_newPayloadV4', id);
    await waitUntil('all mirrored calls', () => secondary.seen.length === 16);
    const order = secondary.seen.map(({ body }) => body.id);
    expect(order).toEqual([1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, 16, 17, 18, 19]);
  });

  it('does not wait for a secondary that hangs', async () => {
    const primary = await engine('primary');
    const secondary = await engine('secondary', () => new Promise(() => {}));
    const { url } = await proxy(primary.url, secondary.url);
    for (let id = 1; id <= 5; id++) {
      expect(await (await post(url, 'engine_newPayloadV4', id)).json()).toMatchObject({ id, result: 'primary' });
    }
    expect(secondary.seen.length).toBeLessThanOrEqual(1);
  });

  it('goes on without a secondary, saying so once, and takes it in again', async () => {
    const primary = await engine('primary');
    const nobody = await unusedPort();
    const { url, lines } = await proxy(primary.url, nobody.url);
    for (let id = 1; id <= 3; id++) expect((await post(url, 'engine_newPayloadV4', id)).status).toBe(200);
    await waitUntil('the warning', () => lines.some((line) => line.includes('secondary does not take calls')));
    const secondary = await engine('secondary', undefined, nobody.port);
    await waitUntil('a mirrored call', async () => {
      await post(url, 'engine_newPayloadV4', 9);
      return secondary.seen.length > 0;
    });
    expect(lines.filter((line) => line.includes('secondary does not take calls'))).toHaveLength(1);
    await waitUntil('the good news', () => lines.some((line) => line.includes('secondary takes calls')));
  });

  it('answers 502 with the id of the call when the primary is down, and mirrors nothing', async () => {
    const nobody = await unusedPort();
    const secondary = await engine('secondary');
    const { url } = await proxy(nobody.url, secondary.url);
    const response = await post(url, 'engine_newPayloadV4', 7);
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({
      jsonrpc: '2.0',
      id: 7,
      error: { code: -32603, message: `primary ${nobody.url} does not answer (ECONNREFUSED)` },
    });
    expect(secondary.seen).toEqual([]);
  });

  it('passes on whatever the primary answers', async () => {
    const primary = await serve((_, response) => {
      response.writeHead(401, { 'www-authenticate': 'Bearer' });
      response.end('no token');
    });
    open.push(primary.close);
    const secondary = await engine('secondary');
    const { url } = await proxy(primary.url, secondary.url);
    const response = await post(url, 'engine_newPayloadV4');
    expect([response.status, response.headers.get('www-authenticate'), await response.text()]).toEqual([
      401,
      'Bearer',
      'no token',
    ]);
  });

  it('takes POST only', async () => {
    const { url } = await proxy('http://127.0.0.1:1', 'http://127.0.0.1:1');
    const response = await fetch(url);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
