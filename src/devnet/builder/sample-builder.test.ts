import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  attributesEvent,
  FEE_RECIPIENT,
  PARENT_HASH,
  PREV_RANDAO,
  testKey,
} from '../../../test/support/relay-fixtures.ts';
import { RelayWorld } from '../../../test/support/relay-world.ts';
import { ScriptedEngine } from '../../../test/support/scripted-engine.ts';
import { waitUntil } from '../../../test/support/wait-until.ts';
import { bytesToHex } from '../../lib/hex.ts';
import { createLogger } from '../../lib/log.ts';
import { EngineClient } from '../consensus/engine-client.ts';
import { blobsBundleToEngine, payloadToEngine } from '../consensus/execution-payload.ts';
import type { PayloadFork } from '../relay/chain-spec.ts';
import { RelayClient } from './relay-client.ts';
import { SampleBuilder } from './sample-builder.ts';

const SLOT = 11;
const PAYLOAD_ID = '0x0300000000000001';
const DEPOSIT_REQUESTS = `0x00${'00'.repeat(192)}`;

let world: RelayWorld;
let engine: ScriptedEngine;
let stop: AbortController;
let lines: string[];

beforeEach(() => {
  stop = new AbortController();
  lines = [];
});

afterEach(async () => {
  stop.abort();
  await world.stop();
  await engine.close();
});

async function start(fork: PayloadFork = 'electra', bidPercent = 100): Promise<SampleBuilder> {
  world = await RelayWorld.start({ fork });
  await world.announce(SLOT);
  const { executionPayload, blobsBundle } = world.submission({ slot: SLOT, blobs: 1 });
  engine = await ScriptedEngine.start({
    eth_getBlockByNumber: ([tag]) => (tag === 'latest' ? { hash: PARENT_HASH, number: '0x9' } : undefined),
    engine_forkchoiceUpdatedV3: () => ({ payloadStatus: { status: 'VALID' }, payloadId: PAYLOAD_ID }),
    [fork === 'fulu' ? 'engine_getPayloadV5' : 'engine_getPayloadV4']: () => ({
      executionPayload: payloadToEngine(executionPayload),
      blockValue: '0x64',
      blobsBundle: blobsBundleToEngine(blobsBundle),
      shouldOverrideBuilder: false,
      executionRequests: [DEPOSIT_REQUESTS],
    }),
  });
  return new SampleBuilder({
    spec: world.relay.spec,
    engine: new EngineClient({ url: engine.url, jwtSecret: new Uint8Array(32) }),
    relay: new RelayClient(world.url),
    secret: testKey(50),
    bidPercent,
    log: createLogger('builder', 'debug', (line) => void lines.push(line.trimEnd())),
    signal: stop.signal,
  });
}

const event = () => attributesEvent(SLOT, world.timestampOf(SLOT));

/** Lets the clock reach the moment of the bid, once the payload has been begun. */
async function reachBidTime(): Promise<void> {
  await waitUntil('the payload to be begun', () => engine.callsOf('engine_forkchoiceUpdatedV3').length > 0);
  world.nowMs += 11_900;
}

describe('SampleBuilder', () => {
  it.each(['electra', 'fulu'] as const)('bids what the execution client builds, on %s', async (fork) => {
    const builder = await start(fork);
    builder.announce(event());
    await reachBidTime();
    const value = await waitUntil('the bid', () => world.bidValue(SLOT));
    expect(value).toBe(100n);
    const bid = world.relay.auction.top({
      slot: SLOT,
      parentHash: PARENT_HASH,
      proposer: world.beacon.proposerOf(SLOT).pubkey,
    });
    expect(bid?.builder).toBe(bytesToHex(testKey(50).toPublicKey().toBytes()));
    expect(bid?.requests.deposits).toHaveLength(1);
    expect(bid?.blobsBundle.proofs).toHaveLength(fork === 'fulu' ? 128 : 1);
  });

  it('builds on the present head, for the registered fee recipient, and leaves the checkpoints alone', async () => {
    const builder = await start();
    engine.answers.eth_getBlockByNumber = ([tag]) =>
      tag === 'latest' ? { hash: PARENT_HASH } : { hash: `0x${tag === 'safe' ? '05'.repeat(32) : '0f'.repeat(32)}` };
    builder.announce(event());
    await reachBidTime();
    await waitUntil('the bid', () => world.bidValue(SLOT));
    const [state, attributes] = engine.callsOf('engine_forkchoiceUpdatedV3')[0]?.params ?? [];
    expect(state).toEqual({
      headBlockHash: PARENT_HASH,
      safeBlockHash: `0x${'05'.repeat(32)}`,
      finalizedBlockHash: `0x${'0f'.repeat(32)}`,
    });
    expect(attributes).toEqual({
      timestamp: `0x${world.timestampOf(SLOT).toString(16)}`,
      prevRandao: PREV_RANDAO,
      suggestedFeeRecipient: FEE_RECIPIENT,
      withdrawals: [{ index: '0x7', validatorIndex: '0x3', address: expect.stringMatching(/^0x/), amount: '0xc' }],
      parentBeaconBlockRoot: `0x${'dd'.repeat(32)}`,
    });
  });

  it('never moves the head: it waits until the execution client is on the parent', async () => {
    const builder = await start();
    const latest = engine.answers.eth_getBlockByNumber;
    engine.answers.eth_getBlockByNumber = () => ({ hash: `0x${'99'.repeat(32)}` });
    builder.announce(event());
    await waitUntil('the line', () => lines.some((line) => line.includes('is on another head')));
    expect(engine.callsOf('engine_forkchoiceUpdatedV3')).toHaveLength(0);
    if (latest !== undefined) engine.answers.eth_getBlockByNumber = latest;
    builder.announce(event());
    await reachBidTime();
    await waitUntil('the bid', () => world.bidValue(SLOT));
  });

  it('asks for a payload once, just before the slot, however often it is announced', async () => {
    const builder = await start();
    builder.announce(event());
    builder.announce(event());
    await waitUntil('the payload to be begun', () => engine.callsOf('engine_forkchoiceUpdatedV3').length > 0);
    expect(engine.callsOf('engine_getPayloadV4')).toHaveLength(0);
    await reachBidTime();
    builder.announce(event());
    await waitUntil('the bid', () => world.bidValue(SLOT));
    expect(engine.callsOf('engine_getPayloadV4')).toHaveLength(1);
    expect(engine.callsOf('engine_forkchoiceUpdatedV3')).toHaveLength(1);
  });

  it.each([
    ['worth nothing', { blockValue: '0x0' }],
    ['without transactions', { executionPayload: { transactions: [] } }],
  ])('does not bid a block %s', async (_, change) => {
    const builder = await start();
    const built = engine.answers.engine_getPayloadV4?.([]) as Record<string, object>;
    engine.answers.engine_getPayloadV4 = () => ({
      ...built,
      ...change,
      executionPayload: { ...built.executionPayload, ...(change as typeof built).executionPayload },
    });
    builder.announce(event());
    await reachBidTime();
    await waitUntil('the line', () => lines.some((line) => line.includes('nothing to bid')));
    expect(world.relay.received.find({ filter: {}, limit: 1 })).toEqual([]);
  });

  it('leaves out a proposer that takes no bids', async () => {
    const builder = await start();
    builder.announce(attributesEvent(500, world.timestampOf(500)));
    await waitUntil('the line', () => lines.some((line) => line.includes('takes no bids')));
    expect(engine.calls).toEqual([]);
  });

  it('tries again while the relay does not know the attributes yet', async () => {
    const builder = await start();
    world.relay.attributes.prune(100);
    builder.announce(event());
    await reachBidTime();
    await waitUntil('the first attempt', () => world.lines.some((line) => line.includes('not (yet) known')));
    await world.announce(SLOT);
    await waitUntil('the bid', () => world.bidValue(SLOT));
  });

  it('says once that it cannot bid, and goes on', async () => {
    const builder = await start();
    engine.answers.engine_forkchoiceUpdatedV3 = () => undefined as unknown;
    builder.announce(event());
    await waitUntil('the warning', () => lines.some((line) => line.includes('cannot bid')));
    builder.announce(event());
    await waitUntil('a second attempt', () => engine.callsOf('engine_forkchoiceUpdatedV3').length === 2);
    engine.answers.engine_forkchoiceUpdatedV3 = () => ({ payloadStatus: { status: 'VALID' }, payloadId: PAYLOAD_ID });
    world.nowMs += 11_900;
    await waitUntil('the bid', async () => {
      builder.announce(event());
      return world.bidValue(SLOT);
    });
    expect(lines.filter((line) => line.includes('cannot bid'))).toHaveLength(1);
    await waitUntil('the good news', () => lines.some((line) => line.includes('bidding again')));
  });

  it('bids again and again where payloads go on getting better', async () => {
    const builder = await start();
    engine.answers.engine_getClientVersionV1 = () => [{ code: 'BP' }];
    const built = engine.answers.engine_getPayloadV4?.([]) as object;
    const values = ['0x0', '0x64', '0x64', '0xc8'];
    engine.answers.engine_getPayloadV4 = () => ({ ...built, blockValue: values.shift() ?? '0xc8' });
    builder.announce(event());
    for (let asked = 1; asked <= 4; asked++) {
      await waitUntil('the payload to be begun', () => engine.callsOf('engine_forkchoiceUpdatedV3').length === asked);
      world.nowMs += 2000;
      await waitUntil('the question', () => engine.callsOf('engine_getPayloadV4').length === asked);
    }
    await waitUntil('the better bid', async () => (await world.bidValue(SLOT)) === 200n);
    const bids = world.relay.received.find({ filter: {}, limit: 9 }).map(({ value }) => value);
    expect(bids).toEqual(['200', '100']);
  });

  it('bids the part of the value that it is told to', async () => {
    const builder = await start('electra', 250);
    builder.announce(event());
    await reachBidTime();
    expect(await waitUntil('the bid', () => world.bidValue(SLOT))).toBe(250n);
  });
});
