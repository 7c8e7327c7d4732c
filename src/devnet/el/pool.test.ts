import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { quantity } from '../../lib/hex.ts';
import { TestEl } from './test-el.ts';
import { testGenesis } from './test-genesis.ts';
import { signedTransfer, testAccount } from './test-wallet.ts';

const POOR = testAccount(3).address.toLowerCase();

let el: TestEl;
beforeEach(async () => {
  el = await TestEl.start(testGenesis({ gasLimit: 1_000_000, alloc: { [POOR]: { balance: quantity(10n ** 15n) } } }));
});
afterEach(() => el.stop());

const send = (raw: string) => el.rpc('eth_sendRawTransaction', raw);
const refusal = async (raw: string) => (await send(raw)).error;

describe('refusals in the words of geth', () => {
  test('a nonce that was used', async () => {
    await send(await signedTransfer(0, { nonce: 0 }));
    await send(await signedTransfer(0, { nonce: 1 }));
    await el.mine();
    expect(await refusal(await signedTransfer(0, { nonce: 1, value: 5n }))).toEqual({
      code: -32000,
      message: 'nonce too low: next nonce 2, tx nonce 1',
    });
  });

  test('the same transaction twice, and a replacement that does not pay a tenth more', async () => {
    const raw = await signedTransfer(0, { nonce: 0 });
    expect((await send(raw)).result).toMatch(/^0x[0-9a-f]{64}$/);
    expect((await refusal(raw))?.message).toBe('already known');
    const fees = { maxFeePerGas: 10_500_000_000n, maxPriorityFeePerGas: 1_050_000_000n };
    expect((await refusal(await signedTransfer(0, { nonce: 0, ...fees })))?.message).toBe(
      'replacement transaction underpriced',
    );
    const enough = { maxFeePerGas: 11_000_000_000n, maxPriorityFeePerGas: 1_100_000_000n };
    const { result } = await send(await signedTransfer(0, { nonce: 0, ...enough }));
    const { executionPayload } = await el.mine();
    expect(executionPayload.transactions).toHaveLength(1);
    expect(await el.ask('eth_getTransactionReceipt', result)).toMatchObject({ status: '0x1' });
  });

  test('funds, gas and fees', async () => {
    const cost = 21_000n * 10_000_000_000n + 10n ** 18n;
    const balance = 10n ** 15n;
    const cases: [string, string][] = [
      [
        await signedTransfer(3, { nonce: 0, value: 10n ** 18n }),
        `insufficient funds for gas * price + value: balance ${balance}, tx cost ${cost}, overshot ${cost - balance}`,
      ],
      [await signedTransfer(0, { nonce: 0, gas: 20_999n }), 'intrinsic gas too low: gas 20999, minimum needed 21000'],
      [
        await signedTransfer(0, { nonce: 0, gas: 23_000n, data: `0x${'11'.repeat(100)}` }),
        'insufficient gas for floor data gas cost: gas 23000, minimum needed 25000',
      ],
      [await signedTransfer(0, { nonce: 0, gas: 1_000_001n }), 'exceeds block gas limit'],
      [
        await signedTransfer(0, { nonce: 0, maxPriorityFeePerGas: 0n }),
        'transaction gas price below minimum: gas tip cap 0, minimum needed 1',
      ],
      [
        await signedTransfer(0, { nonce: 0, chainId: 1 }),
        'invalid sender: invalid chain id for signer: have 1 want 1337',
      ],
      ['0x02', 'typed transaction too short'],
    ];
    for (const [raw, message] of cases) expect((await refusal(raw))?.message).toBe(message);
    expect(await el.ask('txpool_status')).toEqual({ pending: '0x0', queued: '0x0' });
  });
});

test('nonce gaps wait, and are pending once the gap is closed', async () => {
  await send(await signedTransfer(0, { nonce: 2 }));
  await send(await signedTransfer(0, { nonce: 1 }));
  expect(await el.ask('txpool_status')).toEqual({ pending: '0x0', queued: '0x2' });
  expect(await el.ask('eth_getTransactionCount', testAccount(0).address, 'pending')).toBe('0x0');
  expect((await el.mine()).executionPayload.transactions).toHaveLength(0);
  await send(await signedTransfer(0, { nonce: 0 }));
  expect(await el.ask('txpool_status')).toEqual({ pending: '0x3', queued: '0x0' });
  expect(await el.ask('eth_getTransactionCount', testAccount(0).address, 'pending')).toBe('0x3');
  expect((await el.mine()).executionPayload.transactions).toHaveLength(3);
});

test('the best paying goes first, a sender in order of nonces', async () => {
  const tip = (gwei: bigint) => ({ maxPriorityFeePerGas: gwei * 10n ** 9n });
  const raws = [
    await signedTransfer(0, { nonce: 0, ...tip(1n) }),
    await signedTransfer(0, { nonce: 1, ...tip(9n) }),
    await signedTransfer(1, { nonce: 0, ...tip(3n) }),
    await signedTransfer(2, { nonce: 0, ...tip(2n) }),
  ];
  for (const raw of raws) await send(raw);
  expect((await el.mine()).executionPayload.transactions).toEqual([raws[2], raws[3], raws[0], raws[1]]);
});

test('a transaction below the base fee harms nobody and goes in when it can', async () => {
  const low = await signedTransfer(0, { nonce: 0, maxFeePerGas: 600_000_000n, maxPriorityFeePerGas: 1n });
  expect((await send(low)).error).toBeUndefined();
  await send(await signedTransfer(1, { nonce: 0 }));
  expect((await el.mine()).executionPayload.transactions).toHaveLength(1);
  // The base fee falls by an eighth with every empty block.
  const found = async () => (await el.mine()).executionPayload.transactions.includes(low);
  for (let blocks = 0; !(await found()); blocks++) expect(blocks).toBeLessThan(10);
});

test('what does not fit into one block goes into the next', async () => {
  for (let nonce = 0; nonce < 60; nonce++) await send(await signedTransfer(0, { nonce }));
  const first = await el.mine();
  expect(first.executionPayload.transactions).toHaveLength(47);
  expect((await el.mine()).executionPayload.transactions).toHaveLength(13);
});

test('a block made elsewhere takes its transactions out of the pool', async () => {
  const twin = await TestEl.start(
    testGenesis({ gasLimit: 1_000_000, alloc: { [POOR]: { balance: quantity(10n ** 15n) } } }),
  );
  try {
    const raw = await signedTransfer(0, { nonce: 0 });
    await send(await signedTransfer(0, { nonce: 0, value: 2n }));
    await send(await signedTransfer(0, { nonce: 1 }));
    await twin.rpc('eth_sendRawTransaction', raw);
    const foreign = await twin.mine();
    expect((await el.submit(foreign)).status).toBe('VALID');
    await el.setHead(foreign.executionPayload.blockHash);
    expect(await el.ask('txpool_status')).toEqual({ pending: '0x1', queued: '0x0' });
    expect((await el.mine()).executionPayload.transactions).toHaveLength(1);
  } finally {
    await twin.stop();
  }
});

test('a payload that was taken is improved when it is asked for again with the same attributes', async () => {
  const id = await el.prepare();
  expect((await el.payload(id)).executionPayload.transactions).toHaveLength(0);
  await send(await signedTransfer(0, { nonce: 0 }));
  expect((await el.payload(id)).executionPayload.transactions).toHaveLength(0);
  expect(await el.prepare()).toBe(id);
  expect((await el.payload(id)).executionPayload.transactions).toHaveLength(1);
});

test('a transaction that arrives while the payload is being built is in it', async () => {
  const id = await el.prepare();
  await el.payload(await el.prepare({ feeRecipient: '0x00000000000000000000000000000000000000aa' }));
  await send(await signedTransfer(0, { nonce: 0 }));
  expect((await el.payload(id)).executionPayload.transactions).toHaveLength(1);
});
