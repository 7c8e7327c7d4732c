import { ssz } from '@lodestar/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BeaconWorld } from '../../../../test/support/beacon-world.ts';
import type { SignedBeaconBlock } from '../chain/types.ts';

/** Makes blocks on the same genesis as `world`, which has not seen them. */
let author: BeaconWorld;
let world: BeaconWorld;

beforeEach(async () => {
  author = await BeaconWorld.start();
  world = await BeaconWorld.start();
  await author.runSlots(1, 2);
  world.setSlot(2);
});
afterEach(async () => {
  await author.stop();
  await world.stop();
});

async function blockOf(slot: number): Promise<SignedBeaconBlock> {
  const block = await author.chain.canonicalAt(slot);
  if (block === undefined) throw new Error(`no block in slot ${slot}`);
  return ssz.electra.SignedBeaconBlock.clone(block.signed);
}

const contents = (signedBlock: SignedBeaconBlock) => ({ signedBlock, kzgProofs: [], blobs: [] });

function publish(signed: SignedBeaconBlock, as: 'json' | 'ssz' = 'ssz'): Promise<Response> {
  const type = ssz.electra.SignedBlockContents;
  const body =
    as === 'ssz' ? new Uint8Array(type.serialize(contents(signed))) : JSON.stringify(type.toJson(contents(signed)));
  return fetch(`${world.url}/eth/v2/beacon/blocks?broadcast_validation=consensus_and_equivocation`, {
    method: 'POST',
    headers: {
      'content-type': as === 'ssz' ? 'application/octet-stream' : 'application/json',
      'eth-consensus-version': 'electra',
    },
    body,
  });
}

describe('a published block', () => {
  it.each(['json', 'ssz'] as const)('becomes the head (%s), and once more changes nothing', async (as) => {
    const first = await blockOf(1);
    expect((await publish(first, as)).status).toBe(200);
    expect(world.headSlot).toBe(1);
    expect((await publish(first, as)).status).toBe(200);
    expect((await publish(await blockOf(2), as)).status).toBe(200);
    expect(world.chain.head.block.root).toBe(author.chain.head.block.root);
    await world.parts.preparer.settled();
    expect(world.engine.head).toBe(author.chain.head.block.executionHash);
  });

  it.each<[string, (signed: SignedBeaconBlock) => unknown, RegExp]>([
    ['a signature by somebody else', (signed) => signed.signature.fill(0xaa), /signature/],
    ['another state root', (signed) => signed.message.stateRoot.fill(1), /signature/],
    ['another proposer', (signed) => Object.assign(signed.message, { proposerIndex: 99 }), /signature/],
    ['an unknown parent', (signed) => signed.message.parentRoot.fill(1), /parent/],
    ['a slot that has not begun', (signed) => Object.assign(signed.message, { slot: 9 }), /has not begun/],
  ])('is refused with %s', async (_, spoil, reason) => {
    const signed = await blockOf(1);
    spoil(signed);
    const response = await publish(signed);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ code: 400, message: expect.stringMatching(reason) });
    expect(world.headSlot).toBe(0);
  });

  it('is refused when its slot has another block already', async () => {
    await world.runSlot(1);
    const rival = await blockOf(1);
    rival.message.body.graffiti.fill(9);
    const response = await publish(rival);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message: expect.stringContaining('already has block') });
  });

  it('is refused when its blobs are missing', async () => {
    const signed = await blockOf(1);
    signed.message.body.blobKzgCommitments.push(new Uint8Array(48));
    const response = await publish(signed);
    expect(await response.json()).toMatchObject({ code: 400, message: expect.stringContaining('0 blobs') });
  });

  it('is refused when its payload is invalid', async () => {
    world.engine.verdict = 'INVALID';
    const response = await publish(await blockOf(1));
    expect(await response.json()).toMatchObject({ code: 400, message: expect.stringContaining('as the test says') });
    expect(world.headSlot).toBe(0);
  });

  it('is answered 503 while the execution client is away', async () => {
    await world.engine.close();
    expect((await publish(await blockOf(1))).status).toBe(503);
    await world.engine.reopen();
    expect((await publish(await blockOf(1))).status).toBe(200);
  });

  it('is refused as what it is not', async () => {
    const response = await fetch(`${world.url}/eth/v2/beacon/blocks`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'eth-consensus-version': 'electra' },
      body: 'a block',
    });
    expect(response.status).toBe(415);
  });
});

describe('a block on an older parent', () => {
  it('takes the head over, and the events say so', async () => {
    await world.runSlots(1, 1);
    const mine = world.chain.head.block;
    // The other chain has no block in slot 1 …
    const other = await BeaconWorld.start();
    try {
      await other.engine.close();
      await other.runSlot(1);
      await other.engine.reopen();
      await other.runSlot(2);
      // … and its block of slot 2 is on top of genesis.
      world.setSlot(2);
      expect((await publish(other.chain.head.block.signed)).status).toBe(200);
      expect(world.chain.head.block.root).toBe(other.chain.head.block.root);
      expect(await world.chain.canonicalAt(1)).toBeUndefined();
      const reorg = world.events.find(({ type }) => type === 'chain_reorg');
      expect(reorg?.message).toMatchObject({ depth: 1, oldHeadBlock: mine.root, slot: 2 });
    } finally {
      await other.stop();
    }
  });
});
