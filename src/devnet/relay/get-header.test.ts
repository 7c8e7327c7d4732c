import { ssz } from '@lodestar/types';
import { afterEach, describe, expect, it } from 'vitest';
import { BUILDER_DOMAIN, PARENT_HASH } from '../../../test/support/relay-fixtures.ts';
import { RelayWorld } from '../../../test/support/relay-world.ts';
import { bytesToHex } from '../../lib/hex.ts';
import { signingRoot } from '../consensus/builder-domain.ts';
import { FORK_TYPES } from './fork-types.ts';
import { verifies } from './signing.ts';

const RELAY_PUBKEY =
  '0xa1885d66bef164889a2e35845c3b626545d7b0e513efe335e97c3a45e534013fa3bc38c3b7e6143695aecc4872ac52c4';

let world: RelayWorld;

afterEach(() => world.stop());

describe('GET /eth/v1/builder/header', () => {
  it.each(['electra', 'fulu'] as const)(
    'gives the best bid of %s, signed by the relay, in JSON and SSZ',
    async (fork) => {
      world = await RelayWorld.start({ fork });
      const submission = world.submission({ value: 12345n, blobs: 1 });
      expect((await world.submit(submission)).status).toBe(200);
      const type = FORK_TYPES[fork].SignedBuilderBid;

      const json = await world.header();
      expect([json.status, json.headers.get('eth-consensus-version')]).toEqual([200, fork]);
      const { version, data } = (await json.json()) as { version: string; data: unknown };
      expect(version).toBe(fork);
      const bid = type.fromJson(data);
      expect(bid.message.value).toBe(12345n);
      expect(bytesToHex(bid.message.pubkey)).toBe(RELAY_PUBKEY);
      expect(bid.message.blobKzgCommitments).toHaveLength(1);
      expect(ssz.electra.ExecutionPayloadHeader.hashTreeRoot(bid.message.header)).toEqual(
        ssz.electra.ExecutionPayload.hashTreeRoot(submission.executionPayload),
      );
      const root = signingRoot(FORK_TYPES[fork].BuilderBid.hashTreeRoot(bid.message), BUILDER_DOMAIN);
      expect(verifies(root, bid.message.pubkey, bid.signature)).toBe(true);

      const binary = await world.header(world.slot, { accept: 'application/octet-stream;q=1,application/json;q=0.9' });
      expect(binary.headers.get('content-type')).toBe('application/octet-stream');
      expect(binary.headers.get('eth-consensus-version')).toBe(fork);
      expect(type.equals(type.deserialize(new Uint8Array(await binary.arrayBuffer())), bid)).toBe(true);
    },
  );

  it('has no content without a bid, and late in the slot', async () => {
    world = await RelayWorld.start();
    expect((await world.header()).status).toBe(204);
    await world.submit(world.submission());
    world.nowMs += 3000;
    expect((await world.header()).status).toBe(200);
    world.nowMs += 1;
    expect((await world.header()).status).toBe(204);
  });

  it('refuses what it cannot answer', async () => {
    world = await RelayWorld.start();
    const { pubkey } = world.proposer;
    const status = async (path: string) => (await world.get(`/eth/v1/builder/header/${path}`)).status;
    expect(await status(`ten/${PARENT_HASH}/${pubkey}`)).toBe(400);
    expect(await status(`10/0x12/${pubkey}`)).toBe(400);
    expect(await status(`10/${PARENT_HASH}/0x12`)).toBe(400);
    expect(await status(`8/${PARENT_HASH}/${pubkey}`)).toBe(400);
    expect((await world.header(world.slot, { accept: 'text/html' })).status).toBe(406);
    expect((await world.post(`/eth/v1/builder/header/10/${PARENT_HASH}/${pubkey}`, '')).status).toBe(405);
    expect((await world.get('/eth/v1/builder')).status).toBe(404);
  });

  it('matches parent and proposer in any case', async () => {
    world = await RelayWorld.start();
    await world.submit(world.submission());
    const upper = (hex: string) => `0x${hex.slice(2).toUpperCase()}`;
    const path = `/eth/v1/builder/header/10/${upper(PARENT_HASH)}/${upper(world.proposer.pubkey)}`;
    expect((await world.get(path)).status).toBe(200);
  });
});
