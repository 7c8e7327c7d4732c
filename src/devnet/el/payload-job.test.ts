import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestEl } from './test-el.ts';
import { testGenesis } from './test-genesis.ts';
import { signedTransfer } from './test-wallet.ts';

let el: TestEl;
beforeAll(async () => {
  el = await TestEl.start(testGenesis());
});
afterAll(() => el.stop());

// A builder asks for its payload many times before the slot begins, and each time the work goes on from there.
test('a payload that is taken again and again takes up what comes in between, and its blocks are valid', async () => {
  for (let nonce = 0; nonce < 6; nonce += 2) {
    for (const offset of [0, 1]) {
      await el.payload(await el.prepare());
      await el.prepare();
      await el.ask('eth_sendRawTransaction', await signedTransfer(0, { nonce: nonce + offset }));
      const { executionPayload } = await el.payload(await el.prepare());
      expect(executionPayload.transactions).toHaveLength(offset + 1);
    }
    const { executionPayload } = await el.mine();
    expect(executionPayload.transactions).toHaveLength(2);
    expect((await el.head()).hash).toBe(executionPayload.blockHash);
  }
});
