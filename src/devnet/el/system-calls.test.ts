import { afterAll, beforeAll, expect, test } from 'vitest';
import { bytesToHex, type Hex } from '../../lib/hex.ts';
import { PARENT_BEACON_BLOCK_ROOT, TestEl } from './test-el.ts';
import { DEPOSIT_CONTRACT, testGenesis } from './test-genesis.ts';
import { signedTransfer, testAccount } from './test-wallet.ts';

let el: TestEl;
beforeAll(async () => {
  el = await TestEl.start(testGenesis());
});
afterAll(() => el.stop());

let nonce = 0;
async function send(to: Hex, data: Hex): Promise<Hex> {
  const raw = await signedTransfer(0, {
    nonce: nonce++,
    to,
    data,
    value: to === DEPOSIT_CONTRACT ? 0n : 1n,
    gas: 300_000n,
  });
  return el.ask('eth_sendRawTransaction', raw);
}

const word = (value: number) => value.toString(16).padStart(64, '0');
const fill = (byte: string, size: number) => byte.repeat(size);

/** The data of a deposit event (EIP-6110): five byte strings, ABI-encoded. */
function depositEvent(): { event: Hex; request: Hex } {
  const fields = [fill('a1', 48), fill('b2', 32), fill('c3', 8), fill('d4', 96), fill('e5', 8)];
  const offsets = [160, 256, 320, 384, 512].map(word).join('');
  const body = fields.map((field) => word(field.length / 2) + field.padEnd(Math.ceil(field.length / 64) * 64, '0'));
  return { event: `0x${offsets}${body.join('')}`, request: `0x00${fields.join('')}` };
}

test('deposits, withdrawals and consolidations become requests of the block', async () => {
  const { event, request } = depositEvent();
  const sender = testAccount(0).address.slice(2).toLowerCase();
  await send(DEPOSIT_CONTRACT, event);
  await send('0x00000961ef480eb55e80d19ad83579a64c007002', `0x${fill('ab', 48)}${'00'.repeat(7)}05`);
  await send('0x0000bbddc7ce488642fb579f8b00f3a590007251', `0x${fill('cd', 48)}${fill('ef', 48)}`);
  const { executionRequests, executionPayload } = await el.mine();
  expect(executionPayload.transactions).toHaveLength(3);
  expect(executionRequests).toEqual([
    request,
    `0x01${sender}${fill('ab', 48)}05${'00'.repeat(7)}`,
    `0x02${sender}${fill('cd', 48)}${fill('ef', 48)}`,
  ]);
  expect((await el.mine()).executionRequests).toEqual([]);
});

test('requests that are not those of the block make it invalid', async () => {
  const envelope = await el.payload(await el.prepare());
  const { status } = await el.submit({ ...envelope, executionRequests: ['0x00aa'] });
  expect(status).toBe('INVALID');
  expect((await el.submit(envelope)).status).toBe('VALID');
});

test('a malformed deposit event keeps its transaction out, and nobody else', async () => {
  const hash = await send(DEPOSIT_CONTRACT, '0x1234');
  const other = await el.ask('eth_sendRawTransaction', await signedTransfer(1, { nonce: 0 }));
  await el.mine();
  expect(await el.ask('eth_getTransactionReceipt', other)).toMatchObject({ status: '0x1' });
  expect(await el.ask('eth_getTransactionReceipt', hash)).toBeNull();
  nonce -= 1;
});

test('contracts read the beacon root of the parent and old block hashes', async () => {
  const { timestamp, parentHash, number } = await el.ask<{ timestamp: Hex; parentHash: Hex; number: Hex }>(
    'eth_getBlockByNumber',
    'latest',
    false,
  );
  const ask = (to: Hex, value: number) => el.ask('eth_call', { to, data: `0x${word(value)}` }, 'latest');
  expect(await ask('0x000f3df6d732807ef1319fb7b8bb8522d0beac02', Number(timestamp))).toBe(PARENT_BEACON_BLOCK_ROOT);
  const storage = await el.ask<Hex>(
    'eth_getStorageAt',
    '0x0000f90827f1c53a10cb7a02335b175320002935',
    `0x${(Number(number) - 1).toString(16)}`,
    'latest',
  );
  expect(storage).toBe(parentHash);
  expect(bytesToHex(new Uint8Array(32))).not.toBe(storage);
});

test('a chain without the contracts has no requests and works all the same', async () => {
  const genesis = testGenesis();
  const alloc = Object.fromEntries(Object.entries(genesis.alloc).filter(([, { code }]) => code === undefined));
  const bare = await TestEl.start({ ...genesis, alloc });
  expect((await bare.mine()).executionRequests).toEqual([]);
  expect((await bare.mine()).executionPayload.blockNumber).toBe('0x2');
  await bare.stop();
});
