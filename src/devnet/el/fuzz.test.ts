import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { PARENT_BEACON_BLOCK_ROOT, TestEl, ZERO_HASH } from './test-el.ts';
import { testGenesis } from './test-genesis.ts';
import { signedTransfer, testAccount } from './test-wallet.ts';

const INTERNAL_ERROR = -32603;
const ADDRESS = testAccount(0).address;

let el: TestEl;
let transaction: string;
beforeAll(async () => {
  el = await TestEl.start(testGenesis());
  transaction = await el.ask('eth_sendRawTransaction', await signedTransfer(0, { nonce: 0 }));
  await el.mine();
});
afterAll(() => el.stop());

/** Methods with parameters that are right. */
const calls = (): [method: string, params: unknown[]][] => {
  const call = {
    from: ADDRESS,
    to: ADDRESS,
    gas: '0x10000',
    value: '0x1',
    input: '0x',
    accessList: [{ address: ADDRESS, storageKeys: [ZERO_HASH] }],
  };
  const overrides = { [ADDRESS]: { balance: '0xffffffffffffffff', nonce: '0x1', code: '0x00', stateDiff: {} } };
  const logs = { fromBlock: '0x0', toBlock: 'latest', address: [ADDRESS], topics: [null, [ZERO_HASH]] };
  return [
    ['eth_call', [call, 'latest', overrides, { number: '0x1', time: '0x1', baseFeePerGas: '0x1' }]],
    ['eth_estimateGas', [call, 'latest', overrides]],
    ['eth_createAccessList', [call, 'latest']],
    ['eth_getBalance', [ADDRESS, 'latest']],
    ['eth_getTransactionCount', [ADDRESS, 'pending']],
    ['eth_getCode', [ADDRESS, { blockNumber: '0x1' }]],
    ['eth_getStorageAt', [ADDRESS, '0x0', 'latest']],
    ['eth_getProof', [ADDRESS, ['0x0'], 'latest']],
    ['eth_getBlockByNumber', ['0x1', true]],
    ['eth_getBlockByHash', [ZERO_HASH, true]],
    ['eth_getBlockReceipts', ['latest']],
    ['eth_getTransactionByHash', [transaction]],
    ['eth_getTransactionReceipt', [transaction]],
    ['eth_getTransactionByBlockNumberAndIndex', ['latest', '0x0']],
    ['eth_getRawTransactionByBlockNumberAndIndex', ['latest', '0x0']],
    ['eth_sendRawTransaction', ['0x02']],
    ['eth_feeHistory', ['0x4', 'latest', [10, 50]]],
    ['eth_getLogs', [logs]],
    ['eth_newFilter', [logs]],
    ['eth_getFilterChanges', ['0x1']],
    ['eth_getFilterLogs', ['0x1']],
    ['eth_uninstallFilter', ['0x1']],
    ['eth_subscribe', ['logs', logs]],
    ['eth_unsubscribe', ['0x1']],
    ['debug_traceCall', [call, 'latest', { tracer: 'callTracer', tracerConfig: { withLog: true } }]],
    ['debug_traceTransaction', [transaction, { tracer: 'prestateTracer', tracerConfig: { diffMode: true } }]],
    ['debug_traceBlockByNumber', ['latest', {}]],
    ['debug_getRawHeader', ['latest']],
    ['txpool_contentFrom', [ADDRESS]],
    ['flashbots_validateBuilderSubmissionV4', [{ message: {}, execution_payload: {} }]],
  ];
};

const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    '0x',
    '0x0',
    '0xzz',
    'latest',
    -1,
    Number.MIN_VALUE,
    2 ** 60,
    [],
    {},
    [[]],
    [null],
    true,
  ),
  fc.constantFrom<unknown>(
    `0x${'f'.repeat(64)}`,
    `0x${'f'.repeat(65)}`,
    '9'.repeat(5_000),
    { toString: null },
    '\ud800',
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** One place somewhere inside, chosen by `path`, gets another value. */
function mutate(value: unknown, path: readonly number[], replacement: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) return replacement;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(keys.length, 1)];
  if (key === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((item, at) => (String(at) === key ? mutate(item, rest, replacement) : item));
  return { ...value, [key]: mutate((value as Record<string, unknown>)[key], rest, replacement) };
}

const mutation = fc.record({
  which: fc.nat(1_000),
  path: fc.array(fc.nat(8), { minLength: 1, maxLength: 4 }),
  replacement: hostile,
});

test('whatever is asked, the answer is never that we have failed', { timeout: 20_000 }, async () => {
  const known = calls();
  await fc.assert(
    fc.asyncProperty(mutation, async ({ which, path, replacement }) => {
      const [method, params] = known[which % known.length] ?? ['', []];
      const { error } = await el.rpc(method, ...(mutate(params, path, replacement) as unknown[]));
      expect(error?.code, `${method}: ${error?.message}`).not.toBe(INTERNAL_ERROR);
    }),
    { numRuns: 1_000, seed: 7 },
  );
});

test('whatever the beacon node says, the answer is never that we have failed', { timeout: 20_000 }, async () => {
  const { executionPayload, executionRequests } = await el.payload(await el.prepare());
  const head = { headBlockHash: (await el.head()).hash, safeBlockHash: ZERO_HASH, finalizedBlockHash: ZERO_HASH };
  const attributes = {
    timestamp: '0x6553f200',
    prevRandao: ZERO_HASH,
    suggestedFeeRecipient: ADDRESS,
    withdrawals: [{ index: '0x0', validatorIndex: '0x0', address: ADDRESS, amount: '0x1' }],
    parentBeaconBlockRoot: ZERO_HASH,
  };
  const known: [string, unknown[]][] = [
    ['engine_newPayloadV4', [executionPayload, [], PARENT_BEACON_BLOCK_ROOT, executionRequests]],
    ['engine_forkchoiceUpdatedV3', [head, attributes]],
    ['engine_getPayloadV4', ['0x0300000000000000']],
    ['engine_getBlobsV1', [[ZERO_HASH]]],
    ['engine_getPayloadBodiesByHashV1', [[ZERO_HASH]]],
    ['engine_getPayloadBodiesByRangeV1', ['0x1', '0x2']],
  ];
  await fc.assert(
    fc.asyncProperty(mutation, async ({ which, path, replacement }) => {
      const [method, params] = known[which % known.length] ?? ['', []];
      const { error } = await el.engine(method, ...(mutate(params, path, replacement) as unknown[]));
      expect(error?.code, `${method}: ${error?.message}`).not.toBe(INTERNAL_ERROR);
    }),
    { numRuns: 500, seed: 7 },
  );
  await el.mine();
});

test('garbage, floods and sudden ends on a WebSocket', async () => {
  const garbage = ['', '[', '[]', '[[[]]]', 'null', '7', '{}', '{"id":{}}', '\u0000', '['.repeat(100_000)];
  for (let round = 0; round < 5; round++) {
    const socket = new WebSocket(el.running.endpoints.ws);
    await new Promise((resolve) => socket.once('open', resolve));
    for (let count = 0; count < 100; count++) {
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: count, method: 'eth_subscribe', params: ['newHeads'] }));
      socket.send(garbage[count % garbage.length] ?? '');
      socket.send(Buffer.from([0xff, 0xfe, 0x00]));
    }
    await new Promise((resolve) => socket.once('message', resolve));
    socket.terminate();
  }
  await el.mine();
  expect(await el.ask('eth_chainId')).toBe('0x539');
});
