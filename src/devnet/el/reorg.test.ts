import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Hex } from '../../lib/hex.ts';
import { TestEl } from './test-el.ts';
import { testGenesis } from './test-genesis.ts';
import { signedTransfer, testAccount } from './test-wallet.ts';

let el: TestEl;
beforeEach(async () => {
  el = await TestEl.start(testGenesis());
});
afterEach(() => el.stop());

const SIDE = { feeRecipient: '0x00000000000000000000000000000000000000bb' } as const;

async function send(nonce: number): Promise<Hex> {
  return el.ask('eth_sendRawTransaction', await signedTransfer(0, { nonce }));
}

test('to a sibling and back; its transactions return to the pool and come again', async () => {
  const base = (await el.mine()).executionPayload.blockHash;
  const hash = await send(0);
  const main = (await el.mine()).executionPayload;
  expect(main.transactions).toHaveLength(1);
  const other = await emptySibling(base, main.blockHash);
  expect((await el.setHead(other)).payloadStatus.status).toBe('VALID');
  expect((await el.head()).hash).toBe(other);
  expect(await el.ask('eth_getTransactionReceipt', hash)).toBeNull();
  expect(await el.ask('eth_getTransactionByHash', hash)).toMatchObject({ hash, blockHash: null });
  expect(await el.ask('eth_getTransactionCount', testAccount(0).address, 'latest')).toBe('0x0');

  const again = await el.mine();
  expect(again.executionPayload.transactions).toEqual(main.transactions);
  expect(await el.ask('eth_getTransactionReceipt', hash)).toMatchObject({
    blockHash: again.executionPayload.blockHash,
  });

  expect((await el.setHead(main.blockHash)).payloadStatus.status).toBe('VALID');
  expect(await el.ask('eth_getTransactionReceipt', hash)).toMatchObject({ blockHash: main.blockHash });
  expect(await el.ask('eth_getBlockByNumber', main.blockNumber, false)).toMatchObject({ hash: main.blockHash });
  expect(await el.ask('txpool_status')).toEqual({ pending: '0x0', queued: '0x0' });
});

/** A block without transactions beside `main`, made by a second client that shares nothing with this one. */
async function emptySibling(base: Hex, main: Hex): Promise<Hex> {
  const twin = await TestEl.start(testGenesis());
  try {
    const first = await twin.mine();
    expect(first.executionPayload.blockHash).toBe(base);
    const sibling = await twin.payload(await twin.prepare(SIDE));
    expect((await el.submit(sibling)).status).toBe('VALID');
    expect((await el.head()).hash).toBe(main);
    return sibling.executionPayload.blockHash;
  } finally {
    await twin.stop();
  }
}

test('to a longer branch, and back to a lower tip that had been orphaned', async () => {
  const twin = await TestEl.start(testGenesis());
  try {
    const low = (await el.mine()).executionPayload.blockHash;
    const branch = [await twin.mine(SIDE), await twin.mine(SIDE), await twin.mine(SIDE)];
    for (const envelope of branch) expect((await el.submit(envelope)).status).toBe('VALID');
    const tip = branch[2]?.executionPayload.blockHash ?? '0x';
    await el.setHead(tip);
    expect(await el.ask('eth_blockNumber')).toBe('0x3');
    expect(await el.ask('eth_getBlockByNumber', '0x1', false)).toMatchObject({
      hash: branch[0]?.executionPayload.blockHash,
    });
    expect((await el.setHead(low)).payloadStatus).toMatchObject({ status: 'VALID', latestValidHash: low });
    expect(await el.ask('eth_blockNumber')).toBe('0x1');
    expect(await el.ask('eth_getBlockByNumber', '0x2', false)).toBeNull();
    expect((await el.mine()).executionPayload.parentHash).toBe(low);
  } finally {
    await twin.stop();
  }
});
