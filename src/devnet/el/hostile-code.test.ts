import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quantity } from '../../lib/hex.ts';
import { type rpcCall, TestEl } from './test-el.ts';
import { testGenesis } from './test-genesis.ts';
import { signedTransfer, testAccount, testReader, testWallet } from './test-wallet.ts';

const address = (digit: number) => `0x${digit.toString(16).repeat(40)}` as const;
/** Calls the address in its calldata with the value that came. */
const FORWARDER = address(2);
/** Reads slot 1 unless little gas is left, as it is once that slot is on the access list. */
const FICKLE = address(3);
/** Answers with 1 MiB. */
const TALKATIVE = address(4);
const SPONSORED = testAccount(3).address.toLowerCase() as `0x${string}`;

let el: TestEl;
beforeAll(async () => {
  const contract = (code: string) => ({ balance: '0x0', code });
  const alloc = {
    [FORWARDER]: contract('0x5f5f5f5f345f355af100'),
    [FICKLE]: contract('0x5a620130b010600a57005b60015400'),
    [TALKATIVE]: contract('0x621000005ff3'),
    [SPONSORED]: { balance: '0x0' },
  };
  el = await TestEl.start(testGenesis({ alloc }));
});
afterAll(() => el.stop());

describe('traces of code that asks for what it cannot pay for', () => {
  const trace = (code: string, options: object, gas = quantity(1_000_000)) => {
    const stateOverrides = { [address(1)]: { code } };
    return el.rpc('debug_traceCall', { to: address(1), gas }, 'latest', { stateOverrides, ...options });
  };

  test.each([{}, { tracer: 'callTracer' }, { tracer: 'prestateTracer' }])(
    'a revert with 4 GiB: %j',
    async (options) => {
      const { result } = await trace('0x640100000000640100000000fd', options);
      expect(result).toBeDefined();
      if (!('tracer' in options)) expect(result).toMatchObject({ failed: true, gas: 1_000_000 });
      if (options.tracer === 'callTracer') expect(result).toMatchObject({ error: 'out of gas' });
    },
  );

  test('a revert with data is as ever', async () => {
    const { result } = await trace('0x602a5f5260205ffd', {});
    expect(result).toMatchObject({ failed: true, returnValue: `0x${'2a'.padStart(64, '0')}` });
    const { error } = await el.rpc('eth_call', { to: address(1) }, 'latest', {
      [address(1)]: { code: '0x602a5f5260205ffd' },
    });
    expect(error).toMatchObject({ code: 3, data: `0x${'2a'.padStart(64, '0')}` });
  });

  test('a log of 4 GiB', async () => {
    const { result } = await trace('0x6401000000005fa0', { tracer: 'callTracer', tracerConfig: { withLog: true } });
    expect(result).toMatchObject({ type: 'CALL', error: 'out of gas' });
  });

  test('a loop with all the gas in the world ends at the cap', async () => {
    const { result } = await trace('0x5b620400005fa05f56', { tracer: 'callTracer' }, quantity(2n ** 63n));
    expect(result).toMatchObject({ error: 'out of gas', gas: quantity(50_000_000) });
  });
});

test('an access list for code that goes to and fro', async () => {
  const call = { to: FICKLE, gas: quantity(100_000) };
  expect(await el.ask('eth_createAccessList', call, 'latest')).toMatchObject({
    accessList: [{ address: FICKLE, storageKeys: [`0x${'1'.padStart(64, '0')}`] }],
  });
});

test('the state that a deployment changes, as geth has it', async () => {
  const trace = { tracer: 'prestateTracer', tracerConfig: { diffMode: true } };
  const call = { from: testAccount(0).address, input: '0x60425f5560015ff3', value: '0x2' };
  const created = await el.ask<{ pre: object; post: Record<string, object> }>('debug_traceCall', call, 'latest', trace);
  const contract = Object.entries(created.post).find(([, account]) => 'code' in account);
  expect(contract?.[1]).toMatchObject({
    balance: '0x2',
    nonce: 1,
    storage: { [`0x${'0'.repeat(64)}`]: `0x${'42'.padStart(64, '0')}` },
  });
  expect(created.pre).not.toHaveProperty(contract?.[0] ?? '');
  const before = await el.ask('debug_traceCall', call, 'latest', { tracer: 'prestateTracer' });
  expect(before).not.toHaveProperty(contract?.[0] ?? '');
  expect(await el.ask('eth_createAccessList', call, 'latest')).toMatchObject({
    accessList: [{ storageKeys: [`0x${'0'.repeat(64)}`] }],
  });
});

test('batches that are too long, and answers that are too large', async () => {
  const request = { jsonrpc: '2.0', id: 7, method: 'eth_call', params: [{ to: TALKATIVE }, 'latest'] };
  const post = async (count: number) => {
    const body = JSON.stringify(Array.from({ length: count }, () => request));
    const response = await fetch(el.running.endpoints.http, { method: 'POST', body });
    return (await response.json()) as Awaited<ReturnType<typeof rpcCall>>[] | Awaited<ReturnType<typeof rpcCall>>;
  };
  expect(await post(1_001)).toMatchObject({ error: { code: -32600, message: 'batch too large' } });
  const answers = await post(20);
  expect(answers).toHaveLength(20);
  expect(answers).toMatchObject({ 0: { id: 7, result: expect.any(String) } });
  expect(answers).toMatchObject({ 19: { id: 7, error: { code: -32003, message: 'response too large' } } });
});

test('money that a contract passed on can be spent', async () => {
  expect(await el.ask('eth_getTransactionCount', SPONSORED, 'pending')).toBe('0x0');
  const data = `0x${SPONSORED.slice(2).padStart(64, '0')}` as const;
  await testWallet(el).sendTransaction({ to: FORWARDER, value: 10n ** 18n, data, gas: 200_000n });
  await el.mine();
  expect((await el.rpc('eth_sendRawTransaction', await signedTransfer(3, { nonce: 0 }))).error).toBeUndefined();
  expect((await el.mine()).executionPayload.transactions).toHaveLength(1);
});

test('a transaction whose nonce an authorisation used up leaves the pool', async () => {
  const nonce = await testReader(el).getTransactionCount({ address: testAccount(1).address });
  const wallet = testWallet(el);
  const authorization = await testAccount(1).signAuthorization({ chainId: 1337, address: FORWARDER, nonce });
  await wallet.sendTransaction({ to: testAccount(2).address, authorizationList: [authorization], gas: 100_000n });
  const envelope = await el.payload(await el.prepare());
  expect(envelope.executionPayload.transactions).toHaveLength(1);
  await el.ask('eth_sendRawTransaction', await signedTransfer(1, { nonce }));
  await el.submit(envelope);
  await el.setHead(envelope.executionPayload.blockHash);
  await expect.poll(() => el.ask('txpool_status')).toEqual({ pending: '0x0', queued: '0x0' });
});
