import { afterAll, beforeAll, expect, test } from 'vitest';
import { PARENT_BEACON_BLOCK_ROOT, type PayloadEnvelope, TestEl } from '../test-el.ts';
import { testGenesis } from '../test-genesis.ts';
import { signedTransfer } from '../test-wallet.ts';

const RECIPIENT = '0x690b9a9e9aa1c9db991c7721a92d351db4fac990';

let el: TestEl;
let envelope: PayloadEnvelope;
beforeAll(async () => {
  el = await TestEl.start(testGenesis());
  await el.ask('eth_sendRawTransaction', await signedTransfer(0, { nonce: 0 }));
  envelope = await el.payload(await el.prepare());
});
afterAll(() => el.stop());

type Json = Record<string, unknown>;

/** The submission of the payload, as a relay has it: names with underscores, numbers in decimal. */
function submission(message: Json = {}, payload: Json = {}): Json {
  const { executionPayload, blockValue } = envelope;
  const numbers = /number|limit|used|timestamp|fee_per_gas|excess/;
  const converted = Object.fromEntries(
    Object.entries(executionPayload).map(([name, value]) => {
      const key = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      return [key, numbers.test(key) ? BigInt(value as string).toString() : value];
    }),
  );
  return {
    message: {
      slot: '1',
      parent_hash: executionPayload.parentHash,
      block_hash: executionPayload.blockHash,
      proposer_fee_recipient: RECIPIENT,
      gas_limit: BigInt(executionPayload.gasLimit).toString(),
      gas_used: BigInt(executionPayload.gasUsed).toString(),
      value: BigInt(blockValue).toString(),
      ...message,
    },
    execution_payload: { ...converted, ...payload },
    blobs_bundle: { commitments: [], proofs: [], blobs: [] },
    execution_requests: { deposits: [], withdrawals: [], consolidations: [] },
    registered_gas_limit: '60000000',
    parent_beacon_block_root: PARENT_BEACON_BLOCK_ROOT,
  };
}

const validate = (json: Json) => el.rpc('flashbots_validateBuilderSubmissionV4', json);

test('a sound block that pays what it promises', async () => {
  expect(await validate(submission())).toEqual({ jsonrpc: '2.0', id: 1, result: null });
});

test('validating leaves no trace', async () => {
  const { hash } = await el.head();
  await validate(submission());
  expect((await el.head()).hash).toBe(hash);
  expect(await el.ask('eth_getBlockByHash', envelope.executionPayload.blockHash, false)).toBeNull();
});

test.each([
  ['a value that is not paid', { value: (10n ** 18n).toString() }, {}, 'could not verify proposer payment'],
  ['another block hash', { block_hash: `0x${'ab'.repeat(32)}` }, {}, 'incorrect block hash'],
  ['another gas limit', { gas_limit: '1' }, {}, 'incorrect gas limit'],
  ['a tampered payload', {}, { state_root: `0x${'ab'.repeat(32)}` }, 'blockhash mismatch'],
])('refused: %s', async (_, message, payload, words) => {
  expect((await validate(submission(message, payload))).error?.message).toContain(words);
});

test('refused: a gas limit that does not go towards the registered one', async () => {
  const { error } = await validate({ ...submission(), registered_gas_limit: '30000000' });
  expect(error?.message).toBe('incorrect gas limit: 60000000, expected 59941408');
});

test('refused: the method of the other fork', async () => {
  const { error } = await el.rpc('flashbots_validateBuilderSubmissionV5', submission());
  expect(error?.message).toBe('the submission is of another fork');
});
