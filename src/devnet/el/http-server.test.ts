import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { TestEl } from './test-el.ts';
import { testGenesis } from './test-genesis.ts';
import { signedTransfer } from './test-wallet.ts';

let el: TestEl;
beforeAll(async () => {
  el = await TestEl.start(testGenesis());
});
afterAll(() => el.stop());

const post = async (body: string) => {
  const response = await fetch(el.running.endpoints.http, { method: 'POST', body });
  return { response, json: JSON.parse((await response.text()) || 'null') };
};

test('a batch is answered in order, unknown methods and all', async () => {
  const { json } = await post(
    JSON.stringify([
      { jsonrpc: '2.0', id: 'a', method: 'eth_chainId' },
      { jsonrpc: '2.0', id: 2, method: 'eth_nothing', params: [] },
      { jsonrpc: '2.0', method: 'eth_blockNumber' },
      { jsonrpc: '2.0', id: 3, method: 'net_version', params: null },
      7,
    ]),
  );
  expect(json).toEqual([
    { jsonrpc: '2.0', id: 'a', result: '0x539' },
    {
      jsonrpc: '2.0',
      id: 2,
      error: { code: -32601, message: 'the method eth_nothing does not exist/is not available' },
    },
    { jsonrpc: '2.0', id: 3, result: '1337' },
    { jsonrpc: '2.0', id: null, error: { code: -32600, message: 'invalid request' } },
  ]);
});

test('what is no JSON is -32700, what has no list of parameters -32602', async () => {
  expect((await post('{')).json).toMatchObject({ id: null, error: { code: -32700 } });
  expect((await post('[]')).json).toMatchObject({ error: { code: -32600 } });
  const named = '{"jsonrpc":"2.0","id":1,"method":"eth_getBalance","params":{"address":"0x"}}';
  expect((await post(named)).json).toMatchObject({ error: { code: -32602 } });
  expect((await el.rpc('eth_getBalance')).error).toEqual({
    code: -32602,
    message: 'missing value for required argument 0',
  });
});

test('web pages from everywhere may ask, and a GET is answered', async () => {
  const { endpoints } = el.running;
  const preflight = await fetch(endpoints.http, {
    method: 'OPTIONS',
    headers: { origin: 'http://example.org', 'access-control-request-headers': 'content-type' },
  });
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type');
  expect((await fetch(endpoints.http)).status).toBe(200);
});

test('a WebSocket is told of heads, logs and pending transactions until it unsubscribes', async () => {
  const socket = new WebSocket(el.running.endpoints.ws);
  await once(socket, 'open');
  const messages: { id?: number; result?: string; params?: { subscription: string; result: unknown } }[] = [];
  let wake = () => {};
  socket.on('message', (data) => {
    messages.push(JSON.parse(data.toString()));
    wake();
  });
  const until = async (found: () => boolean) => {
    while (!found()) await new Promise<void>((resolve) => (wake = resolve));
  };
  const ask = async (id: number, method: string, ...params: unknown[]) => {
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    await until(() => messages.some((message) => message.id === id));
    return messages.find((message) => message.id === id)?.result;
  };
  const told = (subscription: string | undefined) =>
    messages.filter(({ params }) => params?.subscription === subscription).map(({ params }) => params?.result);
  const heads = await ask(1, 'eth_subscribe', 'newHeads');
  const pending = await ask(2, 'eth_subscribe', 'newPendingTransactions');
  const hash = await el.ask('eth_sendRawTransaction', await signedTransfer(0, { nonce: 0 }));
  const { executionPayload } = await el.mine();
  await until(() => told(heads).length > 0);
  expect(told(pending)).toEqual([hash]);
  expect(told(heads)).toMatchObject([{ hash: executionPayload.blockHash, number: executionPayload.blockNumber }]);
  expect(await ask(3, 'eth_unsubscribe', heads)).toBe(true);
  await el.mine();
  await ask(4, 'eth_blockNumber');
  expect(told(heads)).toHaveLength(1);
  socket.terminate();
});

test('filters collect between two questions', async () => {
  const blocks = await el.ask('eth_newBlockFilter');
  const pending = await el.ask('eth_newPendingTransactionFilter');
  const hash = await el.ask('eth_sendRawTransaction', await signedTransfer(1, { nonce: 0 }));
  const { executionPayload } = await el.mine();
  expect(await el.ask('eth_getFilterChanges', blocks)).toEqual([executionPayload.blockHash]);
  expect(await el.ask('eth_getFilterChanges', blocks)).toEqual([]);
  expect(await el.ask('eth_getFilterChanges', pending)).toEqual([hash]);
  expect(await el.ask('eth_uninstallFilter', blocks)).toBe(true);
  expect((await el.rpc('eth_getFilterChanges', blocks)).error).toEqual({ code: -32000, message: 'filter not found' });
});

test('subscriptions need a connection that stays', async () => {
  expect((await el.rpc('eth_subscribe', 'newHeads')).error).toEqual({
    code: -32601,
    message: 'notifications not supported',
  });
});
