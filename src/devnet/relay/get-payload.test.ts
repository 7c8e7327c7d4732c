import { afterEach, describe, expect, it } from 'vitest';
import { signBlindedBlock, testKey } from '../../../test/support/relay-fixtures.ts';
import { RelayWorld } from '../../../test/support/relay-world.ts';
import { waitUntil } from '../../../test/support/wait-until.ts';
import { bytesToHex } from '../../lib/hex.ts';
import type { PayloadFork } from './chain-spec.ts';
import { FORK_TYPES } from './fork-types.ts';
import type { Submission } from './submission-types.ts';
import { wireJson } from './wire-json.ts';

const V1 = '/eth/v1/builder/blinded_blocks';
const V2 = '/eth/v2/builder/blinded_blocks';

let world: RelayWorld;

afterEach(() => world.stop());

async function withBid(fork: PayloadFork = 'electra', blobs = 0): Promise<Submission> {
  world = await RelayWorld.start({ fork });
  const submission = world.submission({ value: 777n, blobs });
  expect((await world.submit(submission)).status).toBe(200);
  expect((await world.header()).status).toBe(200);
  return submission;
}

function blind(submission: Submission, index = world.proposer.index, key = world.proposerKey) {
  return signBlindedBlock(submission, index, key, world.fork);
}

function asJson(block: ReturnType<typeof blind>): string {
  return wireJson(FORK_TYPES[world.fork].SignedBlindedBeaconBlock.toJson(block));
}

async function refusal(path: string, body: string): Promise<string> {
  const response = await world.post(path, body);
  expect(response.status).toBe(400);
  return ((await response.json()) as { message: string }).message;
}

describe('POST /eth/v1/builder/blinded_blocks', () => {
  it('publishes the block and answers with the payload, in JSON', async () => {
    const submission = await withBid('electra', 2);
    const block = blind(submission);
    const response = await world.post(V1, asJson(block), { 'eth-consensus-version': 'electra' });
    expect([response.status, response.headers.get('eth-consensus-version')]).toEqual([200, 'electra']);
    const { version, data } = (await response.json()) as { version: string; data: unknown };
    const { executionPayload, blobsBundle } = FORK_TYPES.electra.ExecutionPayloadAndBlobsBundle.fromJson(data);
    expect(version).toBe('electra');
    expect(executionPayload).toEqual(submission.executionPayload);
    expect(blobsBundle).toEqual(submission.blobsBundle);

    expect(world.beacon.published).toHaveLength(1);
    const published = world.beacon.published[0];
    expect([published?.version, published?.contentType]).toEqual(['electra', 'application/octet-stream']);
    const contents = FORK_TYPES.electra.SignedBlockContents.deserialize(published?.body ?? new Uint8Array());
    expect(Buffer.compare(contents.signedBlock.signature, block.signature)).toBe(0);
    expect(contents.blobs).toHaveLength(2);
    // The root is what the proposer signed: the full block has the blinded one's.
    expect(
      FORK_TYPES.electra.SignedBlockContents.fields.signedBlock.fields.message.hashTreeRoot(
        contents.signedBlock.message,
      ),
    ).toEqual(FORK_TYPES.electra.BlindedBeaconBlock.hashTreeRoot(block.message));
  });

  it('answers in SSZ', async () => {
    const submission = await withBid();
    const type = FORK_TYPES.electra;
    const headers = { 'content-type': 'application/octet-stream', accept: 'application/octet-stream' };
    const response = await world.post(V1, type.SignedBlindedBeaconBlock.serialize(blind(submission)), headers);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const { executionPayload } = type.ExecutionPayloadAndBlobsBundle.deserialize(bytes);
    expect(executionPayload).toEqual(submission.executionPayload);
  });

  it('gives the same payload again, and publishes once', async () => {
    const body = asJson(blind(await withBid()));
    expect((await world.post(V1, body)).status).toBe(200);
    expect((await world.post(V1, body)).status).toBe(200);
    expect(world.beacon.published).toHaveLength(1);
  });

  it('keeps the payload back when the block cannot be published, and tries again', async () => {
    const body = asJson(blind(await withBid()));
    world.beacon.publishStatus = 202;
    expect(await refusal(V1, body)).toMatch(/^could not publish the block: the beacon node answers 202/);
    world.beacon.publishStatus = 200;
    expect((await world.post(V1, body)).status).toBe(200);
  });

  it('hands out one payload for each slot', async () => {
    const first = await withBid();
    const second = world.submission({ value: 888n, salt: 1 });
    await world.submit(second);
    await world.header();
    expect((await world.post(V1, asJson(blind(first)))).status).toBe(200);
    expect(await refusal(V1, asJson(blind(second)))).toBe('another payload for this slot was already delivered');
    const late = await world.submit(world.submission({ value: 999n, salt: 2 }));
    expect(((await late.json()) as { message: string }).message).toBe('payload for this slot was already delivered');
  });

  it('refuses what the proposer did not sign, or not in time', async () => {
    const submission = await withBid();
    expect(await refusal(V1, asJson(blind(submission, world.proposer.index, testKey(77))))).toBe(
      'could not verify payload signature',
    );
    expect(await refusal(V1, asJson(blind(submission, 6)))).toMatch(/^proposer index 6 is not the slot's/);
    const unknown = world.submission({ value: 1n, salt: 9 });
    expect(await refusal(V1, asJson(blind(unknown)))).toBe('no execution payload for this request');
    const forged = world.submission({ value: 777n, payload: { gasUsed: 1 } });
    expect(await refusal(V1, asJson(blind(forged)))).toBe('execution payload header mismatch');
    expect(await refusal(V1, '{}')).toMatch(/^could not decode the blinded block/);
    const fulu = await world.post(V1, asJson(blind(submission)), { 'eth-consensus-version': 'fulu' });
    expect(fulu.status).toBe(400);
    expect((await world.post(V1, asJson(blind(submission)), { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await world.post(V1, asJson(blind(submission)), { accept: 'text/html' })).status).toBe(406);
    world.nowMs += 4001;
    expect(await refusal(V1, asJson(blind(submission)))).toBe('sent too late: 4001 ms into the slot');
    expect(world.beacon.published).toHaveLength(0);
  });

  it('waits for the slot when it is early', async () => {
    const submission = await withBid();
    world.nowMs -= 1000;
    const pending = world.post(V1, asJson(blind(submission)));
    for (let i = 0; i < 5; i++) await world.header();
    expect(world.beacon.published).toHaveLength(0);
    world.nowMs += 1000;
    expect((await pending).status).toBe(200);
  });
});

describe('POST /eth/v2/builder/blinded_blocks', () => {
  it('takes the block over with 202 and publishes it with cell proofs', async () => {
    const submission = await withBid('fulu', 1);
    const body = FORK_TYPES.fulu.SignedBlindedBeaconBlock.serialize(blind(submission));
    const headers = { 'content-type': 'application/octet-stream', 'eth-consensus-version': 'fulu' };
    const response = await world.post(V2, body, headers);
    expect([response.status, await response.text()]).toEqual([202, '']);
    await waitUntil('the block', () => world.beacon.published.length === 1);
    const contents = FORK_TYPES.fulu.SignedBlockContents.deserialize(
      world.beacon.published[0]?.body ?? new Uint8Array(),
    );
    expect(contents.kzgProofs).toHaveLength(128);
    expect(world.beacon.published[0]?.version).toBe('fulu');
  });

  it('tells of the delivery in the data API', async () => {
    const submission = await withBid('fulu');
    await world.post(V2, asJson(blind(submission)));
    const path = `/relay/v1/data/bidtraces/proposer_payload_delivered?slot=${world.slot}`;
    const traces = await waitUntil('the trace', async () => {
      const found = (await (await world.get(path)).json()) as Record<string, string>[];
      return found.length > 0 ? found : undefined;
    });
    expect(traces).toEqual([
      expect.objectContaining({
        slot: '10',
        value: '777',
        block_hash: bytesToHex(submission.message.blockHash),
        proposer_pubkey: world.proposer.pubkey,
        num_tx: '1',
      }),
    ]);
  });

  it('says in the log when the beacon node refuses the block', async () => {
    const submission = await withBid('fulu');
    world.beacon.publishStatus = 400;
    expect((await world.post(V2, asJson(blind(submission)))).status).toBe(202);
    await waitUntil('the line', () => world.lines.some((line) => line.includes('could not publish the block')));
  });
});
