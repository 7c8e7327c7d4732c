import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testKey } from '../../../test/support/relay-fixtures.ts';
import { RelayWorld } from '../../../test/support/relay-world.ts';
import { serve } from '../../../test/support/serve.ts';
import { readBody } from '../../lib/http-request.ts';
import { FORK_TYPES } from './fork-types.ts';
import { wireJson } from './wire-json.ts';

const PATH = '/relay/v1/builder/blocks';
const SSZ = { 'content-type': 'application/octet-stream' };

let world: RelayWorld;

beforeEach(async () => {
  world = await RelayWorld.start();
});

afterEach(() => world.stop());

async function messageOf(response: Response): Promise<string> {
  const { code, message } = (await response.json()) as { code: number; message: string };
  expect(code).toBe(response.status);
  return message;
}

describe('POST /relay/v1/builder/blocks', () => {
  it.each(['json', 'json+gzip', 'ssz', 'ssz+gzip'])('takes %s', async (kind) => {
    const type = FORK_TYPES.electra.Submission;
    const submission = world.submission();
    const plain = kind.startsWith('json')
      ? Buffer.from(wireJson(type.toJson(submission)))
      : Buffer.from(type.serialize(submission));
    const headers = kind.startsWith('ssz') ? SSZ : {};
    const response = kind.endsWith('gzip')
      ? await world.post(PATH, gzipSync(plain), { ...headers, 'content-encoding': 'gzip' })
      : await world.post(PATH, plain, headers);
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(await world.bidValue()).toBe(1000n);
  });

  it.each<[string, Partial<Parameters<RelayWorld['submission']>[0]>, RegExp]>([
    ['a past slot', { slot: 9 }, /^submission for past slot$/],
    ['another timestamp', { timestamp: 7 }, /^incorrect timestamp\. got 7, expected \d+$/],
    ['a slot without a known proposer', { slot: 500 }, /^could not find slot duty$/],
    ['a slot whose attributes are not known', { slot: 11 }, /^payload attributes not \(yet\) known$/],
    ['another proposer', { proposer: `0x${'11'.repeat(48)}` }, /^proposer pubkey does not match/],
    [
      'another fee recipient',
      { message: { proposerFeeRecipient: new Uint8Array(20) } },
      /^fee recipient does not match/,
    ],
    ['a block hash that is not the payload’s', { message: { blockHash: new Uint8Array(32) } }, /^block hash mismatch/],
    ['a parent that is not the payload’s', { message: { parentHash: new Uint8Array(32) } }, /^parent hash mismatch/],
    ['a gas limit that is not the payload’s', { message: { gasLimit: 1 } }, /^gas limit mismatch/],
    ['a gas figure that is not the payload’s', { message: { gasUsed: 1 } }, /^gas used mismatch/],
    [
      'another prev_randao',
      { payload: { prevRandao: new Uint8Array(32).fill(1) } },
      /^incorrect prev_randao - got: 0x0101/,
    ],
    ['other withdrawals', { payload: { withdrawals: [] } }, /^incorrect withdrawals root - got: 0x/],
  ])('refuses %s', async (_, options, message) => {
    const response = await world.submit(world.submission(options));
    expect(response.status).toBe(400);
    expect(await messageOf(response)).toMatch(message);
    expect(await world.bidValue()).toBeUndefined();
  });

  it('refuses a signature of somebody else', async () => {
    const submission = world.submission();
    submission.message.builderPubkey = testKey(201).toPublicKey().toBytes();
    expect(await messageOf(await world.submit(submission))).toBe('invalid signature');
  });

  it('refuses a version header of another fork', async () => {
    const body = FORK_TYPES.electra.Submission.serialize(world.submission());
    const response = await world.post(PATH, body, { ...SSZ, 'eth-consensus-version': 'fulu' });
    expect(await messageOf(response)).toBe('not fulu payload'.replace('fulu', 'electra'));
  });

  it.each([
    ['garbage', {}, 400],
    ['{"message":{"slot":"10"}}', {}, 400],
    ['{"message":{}}', {}, 400],
    ['short', SSZ, 400],
    ['{}', { 'content-type': 'text/plain' }, 415],
  ])('answers %s with %o by %i', async (body, headers, status) => {
    const response = await world.post(PATH, body, headers as Record<string, string>);
    expect([response.status, (await messageOf(response)).length > 0]).toEqual([status, true]);
  });

  it('answers a body above the limit by 413, packed or not', async () => {
    const large = Buffer.alloc(15 * 1024 * 1024 + 1);
    const packed = await world.post(PATH, gzipSync(large), { ...SSZ, 'content-encoding': 'gzip' });
    expect(packed.status).toBe(413);
  });

  it('accepts and drops a block without value', async () => {
    expect((await world.submit(world.submission({ value: 0n }))).status).toBe(200);
    expect((await world.submit(world.submission({ payload: { transactions: [] } }))).status).toBe(200);
    expect(await world.bidValue()).toBeUndefined();
  });

  it('says when a bid does not beat the floor', async () => {
    await world.submit(world.submission({ value: 10n }));
    const response = await world.submit(world.submission({ value: 10n, builder: testKey(201), salt: 1 }));
    expect(response.status).toBe(202);
    expect(await messageOf(response)).toBe('accepted bid below floor, skipped validation');
  });

  it('lets a builder take back a bid with cancellations', async () => {
    const cancel = '?cancellations=1';
    await world.submit(world.submission({ value: 10n, builder: testKey(202) }));
    await world.submit(world.submission({ value: 50n }), cancel);
    expect(await world.bidValue()).toBe(50n);
    await world.submit(world.submission({ value: 20n }), cancel);
    expect(await world.bidValue()).toBe(20n);
    expect((await world.submit(world.submission({ value: 5n }), cancel)).status).toBe(202);
    expect(await world.bidValue()).toBe(10n);
  });

  it('keeps the builder’s bid without cancellations', async () => {
    await world.submit(world.submission({ value: 50n }));
    expect((await world.submit(world.submission({ value: 20n }))).status).toBe(202);
    expect(await world.bidValue()).toBe(50n);
  });

  it('lists what it has received', async () => {
    await world.submit(world.submission({ value: 10n }));
    await world.submit(world.submission({ value: 30n, salt: 1 }));
    const response = await world.get(`/relay/v1/data/bidtraces/builder_blocks_received?slot=${world.slot}`);
    const traces = (await response.json()) as Record<string, string>[];
    expect(traces.map(({ value }) => value)).toEqual(['30', '10']);
    expect(traces[0]).toMatchObject({ num_tx: '1', block_number: '10', timestamp_ms: String(world.nowMs) });
  });
});

describe('with a validation server', () => {
  it('passes on its objection, and tells it what it needs', async () => {
    const calls: { method: string; params: [Record<string, unknown>] }[] = [];
    const server = await serve(async (request, response) => {
      calls.push(JSON.parse((await readBody(request)).toString()));
      const outcome = calls.length === 1 ? { error: { code: -32000, message: 'bad state root' } } : { result: null };
      response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, ...outcome }));
    });
    const strict = await RelayWorld.start({ validationServer: server.url });
    try {
      const refused = await strict.submit(strict.submission());
      expect([refused.status, await messageOf(refused)]).toEqual([400, 'simulation failed: bad state root']);
      expect((await strict.submit(strict.submission())).status).toBe(200);
      expect(calls[0]?.method).toBe('flashbots_validateBuilderSubmissionV4');
      expect(calls[0]?.params[0]).toMatchObject({
        registered_gas_limit: '60000000',
        parent_beacon_block_root: `0x${'dd'.repeat(32)}`,
        message: { slot: '10' },
        signature: expect.stringMatching(/^0x[0-9a-f]{192}$/),
      });
    } finally {
      await strict.stop();
      await server.close();
    }
  });

  it('refuses bids while it is down', async () => {
    const server = await serve(() => {});
    await server.close();
    const strict = await RelayWorld.start({ validationServer: server.url });
    const response = await strict.submit(strict.submission());
    expect(await messageOf(response)).toMatch(/^simulation failed: validation server not usable/);
    await strict.stop();
  });
});
