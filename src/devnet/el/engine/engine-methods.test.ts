import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quantity } from '../../../lib/hex.ts';
import { engineToken, PARENT_BEACON_BLOCK_ROOT, rpcCall, TestEl, ZERO_HASH } from '../test-el.ts';
import { testGenesis } from '../test-genesis.ts';

const UNKNOWN = `0x${'ab'.repeat(32)}` as const;

describe('Engine API', () => {
  let el: TestEl;
  beforeAll(async () => {
    el = await TestEl.start(testGenesis());
  });
  afterAll(() => el.stop());

  test('an empty block: built, imported, made the head, twice the same payload', async () => {
    const before = await el.head();
    const id = await el.prepare();
    const envelope = await el.payload(id);
    expect(await el.payload(id)).toEqual(envelope);
    expect(envelope.executionPayload.parentHash).toBe(before.hash);
    expect(envelope.executionPayload.transactions).toEqual([]);
    expect((await el.submit(envelope)).status).toBe('VALID');
    expect((await el.head()).hash).toBe(before.hash);
    const { payloadStatus, payloadId } = await el.setHead(envelope.executionPayload.blockHash);
    expect(payloadStatus).toEqual({
      status: 'VALID',
      latestValidHash: envelope.executionPayload.blockHash,
      validationError: null,
    });
    expect(payloadId).toBeNull();
    expect((await el.head()).hash).toBe(envelope.executionPayload.blockHash);
  });

  test('the same attributes on the same head are one payload, others are another', async () => {
    const id = await el.prepare();
    expect(await el.prepare()).toBe(id);
    expect(await el.prepare({ feeRecipient: '0x00000000000000000000000000000000000000aa' })).not.toBe(id);
  });

  test('a head that nobody knows is SYNCING, a payload without its parent too', async () => {
    expect((await el.setHead(UNKNOWN)).payloadStatus.status).toBe('SYNCING');
    const { executionPayload } = await el.payload(await el.prepare());
    const orphan = { ...executionPayload, parentHash: UNKNOWN };
    const { error, result } = await el.engine('engine_newPayloadV4', orphan, [], PARENT_BEACON_BLOCK_ROOT, []);
    // The hash no longer fits, which is checked first.
    expect(error).toBeUndefined();
    expect(result).toMatchObject({ status: 'INVALID', latestValidHash: null });
  });

  test('the zero hash as head is INVALID', async () => {
    expect((await el.setHead(ZERO_HASH)).payloadStatus.status).toBe('INVALID');
  });

  test('an ancestor as head is VALID, moves nothing and builds nothing', async () => {
    const genesis = await el.ask<{ hash: `0x${string}` }>('eth_getBlockByNumber', '0x0', false);
    const envelope = await el.mine();
    const attributes = {
      timestamp: quantity(Number(envelope.executionPayload.timestamp) + 100),
      prevRandao: ZERO_HASH,
      suggestedFeeRecipient: '0x00000000000000000000000000000000000000aa',
      withdrawals: [],
      parentBeaconBlockRoot: ZERO_HASH,
    };
    const state = { headBlockHash: genesis.hash, safeBlockHash: ZERO_HASH, finalizedBlockHash: ZERO_HASH };
    const answer = await el.ask('engine_forkchoiceUpdatedV3', state, attributes);
    expect(answer).toMatchObject({
      payloadStatus: { status: 'VALID', latestValidHash: genesis.hash },
      payloadId: null,
    });
    expect((await el.head()).hash).toBe(envelope.executionPayload.blockHash);
  });

  test('safe and finalized blocks are followed; unknown ones and those of other branches are refused', async () => {
    const first = await el.mine();
    const side = await el.payload(await el.prepare({ feeRecipient: '0x00000000000000000000000000000000000000bb' }));
    await el.submit(side);
    const second = await el.mine();
    const head = second.executionPayload.blockHash;
    await el.setHead(head, head, first.executionPayload.blockHash);
    expect(await el.ask('eth_getBlockByNumber', 'safe', false)).toMatchObject({ hash: head });
    expect(await el.ask('eth_getBlockByNumber', 'finalized', false)).toMatchObject({
      hash: first.executionPayload.blockHash,
    });
    for (const [safe, finalized] of [
      [UNKNOWN, ZERO_HASH],
      [ZERO_HASH, UNKNOWN],
      [side.executionPayload.blockHash, ZERO_HASH],
      [ZERO_HASH, side.executionPayload.blockHash],
    ]) {
      const state = { headBlockHash: head, safeBlockHash: safe, finalizedBlockHash: finalized };
      const { error } = await el.engine('engine_forkchoiceUpdatedV3', state, null);
      expect(error).toMatchObject({ code: -38002, message: 'Invalid forkchoice state' });
    }
  });

  test('attributes that cannot be are refused, and the head has moved all the same', async () => {
    const envelope = await el.payload(await el.prepare());
    await el.submit(envelope);
    const { blockHash, timestamp } = envelope.executionPayload;
    const state = { headBlockHash: blockHash, safeBlockHash: ZERO_HASH, finalizedBlockHash: ZERO_HASH };
    const attributes = {
      timestamp,
      prevRandao: ZERO_HASH,
      suggestedFeeRecipient: '0x00000000000000000000000000000000000000aa',
      withdrawals: [],
      parentBeaconBlockRoot: ZERO_HASH,
    };
    expect((await el.engine('engine_forkchoiceUpdatedV3', state, attributes)).error?.code).toBe(-38003);
    expect((await el.head()).hash).toBe(blockHash);
    const later = { ...attributes, timestamp: quantity(Number(timestamp) + 1) };
    const { error } = await el.engine('engine_forkchoiceUpdatedV3', state, { ...later, withdrawals: null });
    expect(error).toMatchObject({ code: -38003, message: 'Invalid payload attributes' });
  });

  test.each([
    ['stateRoot', UNKNOWN],
    ['receiptsRoot', UNKNOWN],
    ['gasUsed', '0x1'],
    ['blockNumber', '0x7'],
    ['timestamp', '0x1'],
    ['baseFeePerGas', '0x1'],
    ['gasLimit', '0x1000000'],
    ['extraData', `0x${'00'.repeat(33)}`],
    ['excessBlobGas', '0x20000'],
  ])('a payload with another %s is INVALID and poisons nothing', async (field, value) => {
    const envelope = await el.payload(await el.prepare());
    const tampered = { ...envelope.executionPayload, [field]: value };
    const first = await el.engine('engine_newPayloadV4', tampered, [], PARENT_BEACON_BLOCK_ROOT, []);
    // The hash that the tampered header really has is in the answer: with it, the content itself is judged.
    const { validationError } = first.result as { validationError: string };
    const blockHash = /got (0x[0-9a-f]{64})/.exec(validationError)?.[1];
    const { result, error } = await el.engine(
      'engine_newPayloadV4',
      blockHash === undefined ? tampered : { ...tampered, blockHash },
      [],
      PARENT_BEACON_BLOCK_ROOT,
      [],
    );
    if (error === undefined) expect(result).toMatchObject({ status: 'INVALID' });
    else expect(error.code).toBe(-38005);
    expect((await el.submit(envelope)).status).toBe('VALID');
    await el.mine();
  });

  test('what is built on an invalid block is invalid', async () => {
    const { executionPayload } = await el.payload(await el.prepare());
    const ask = async (payload: object) => {
      const { result } = await el.engine('engine_newPayloadV4', payload, [], PARENT_BEACON_BLOCK_ROOT, []);
      return result as { status: string; validationError: string; latestValidHash: string };
    };
    const withHash = async (payload: object) => {
      const { validationError } = await ask(payload);
      return { ...payload, blockHash: /got (0x[0-9a-f]{64})/.exec(validationError)?.[1] };
    };
    const bad = await withHash({ ...executionPayload, stateRoot: UNKNOWN });
    expect(await ask(bad)).toMatchObject({ status: 'INVALID', latestValidHash: executionPayload.parentHash });
    const child = await withHash({ ...executionPayload, parentHash: bad.blockHash });
    expect(await ask(child)).toMatchObject({ status: 'INVALID', latestValidHash: executionPayload.parentHash });
    expect((await el.setHead(bad.blockHash as `0x${string}`)).payloadStatus).toMatchObject({
      status: 'INVALID',
      latestValidHash: executionPayload.parentHash,
    });
  });

  test('malformed parameters are -32602', async () => {
    const { executionPayload } = await el.payload(await el.prepare());
    const { withdrawals: _, ...without } = executionPayload;
    for (const params of [
      [without, [], PARENT_BEACON_BLOCK_ROOT, []],
      [executionPayload, [], null, []],
      [executionPayload, [], PARENT_BEACON_BLOCK_ROOT, ['0x00']],
      [executionPayload, [], PARENT_BEACON_BLOCK_ROOT, ['0x01aa', '0x00aa']],
      [executionPayload, null, PARENT_BEACON_BLOCK_ROOT, []],
    ]) {
      expect((await el.engine('engine_newPayloadV4', ...params)).error?.code).toBe(-32602);
    }
  });

  test('versions of other forks are unsupported, unknown payloads unknown', async () => {
    const id = await el.prepare();
    expect((await el.engine('engine_getPayloadV5', id)).error?.code).toBe(-38005);
    expect((await el.engine('engine_getPayloadV3', id)).error?.code).toBe(-38005);
    expect((await el.engine('engine_getPayloadV4', '0x0000000000000001')).error).toMatchObject({
      code: -38001,
      message: 'Unknown payload',
    });
  });

  test('bodies by hash and by range', async () => {
    const withdrawals = [
      { index: '0x5', validatorIndex: '0x1', address: '0x00000000000000000000000000000000000000cc', amount: '0x7' },
    ] as const;
    const { executionPayload } = await el.mine({ withdrawals: [...withdrawals] });
    const body = { transactions: [], withdrawals };
    expect(await el.ask('engine_getPayloadBodiesByHashV1', [executionPayload.blockHash, UNKNOWN])).toEqual([
      body,
      null,
    ]);
    const { number } = await el.head();
    expect(await el.ask('engine_getPayloadBodiesByRangeV1', number, '0x5')).toEqual([body]);
    expect((await el.engine('engine_getPayloadBodiesByRangeV1', '0x0', '0x1')).error?.code).toBe(-32602);
    expect(await el.ask('eth_getBalance', withdrawals[0].address, 'latest')).toBe(quantity(7n * 10n ** 9n));
  });

  test('the authenticated port serves eth_ methods as well, and lets nobody in without a fresh token', async () => {
    expect((await el.engine('eth_chainId')).result).toBe('0x539');
    expect((await el.rpc('engine_exchangeCapabilities', [])).error?.code).toBe(-32601);
    expect(await el.ask('engine_exchangeCapabilities', [])).toContain('engine_getPayloadV5');
    const now = Math.floor(Date.now() / 1000);
    const tokens = [
      undefined,
      engineToken(now - 120),
      engineToken(now + 120),
      engineToken(now, '22'.repeat(32)),
      'a.b.c',
    ];
    for (const token of tokens) {
      const response = await fetch(el.running.endpoints.authrpc, {
        method: 'POST',
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId' }),
      });
      expect(response.status).toBe(401);
    }
    const { result } = await rpcCall(el.running.endpoints.authrpc, 'eth_chainId', [], engineToken(now - 50));
    expect(result).toBe('0x539');
  });
});
