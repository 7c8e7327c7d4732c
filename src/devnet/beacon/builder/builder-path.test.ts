import { ssz } from '@lodestar/types';
import { afterEach, describe, expect, it } from 'vitest';
import { BeaconWorld, type BeaconWorldOptions } from '../../../../test/support/beacon-world.ts';
import { type BuilderManners, BuilderStandIn } from '../../../../test/support/builder-stand-in.ts';
import { quantity } from '../../../lib/hex.ts';
import { type Withdrawal, withdrawalToEngine } from '../../consensus/execution-payload.ts';

type Fork = 'electra' | 'fulu';

let world: BeaconWorld;
let builder: BuilderStandIn;
afterEach(async () => {
  await world.stop();
  await builder.close();
});

async function start(fork: Fork, options: BeaconWorldOptions = {}): Promise<void> {
  builder = await BuilderStandIn.start(fork);
  world = await BeaconWorld.start({ fork, builderUrl: builder.url, ...options });
  builder.manners.payload = (slot) => payloadFor(slot);
  builder.manners.publish = async (signed) => {
    await publish(signed);
  };
}

/** A block that is better than what our own execution client makes: it has a transaction. */
function payloadFor(slot: number, changes = {}) {
  const event = world.events.findLast(({ type }) => type === 'payload_attributes');
  if (event?.type !== 'payload_attributes') throw new Error('no payload attributes were announced');
  const { proposalSlot, parentBlockHash, payloadAttributes } = event.message.data as never as AnnouncedAttributes;
  expect(proposalSlot).toBe(slot);
  const attributes = {
    timestamp: quantity(payloadAttributes.timestamp),
    prevRandao: hex(payloadAttributes.prevRandao),
    suggestedFeeRecipient: `0x${'bb'.repeat(20)}` as const,
    withdrawals: payloadAttributes.withdrawals.map(withdrawalToEngine),
    parentBeaconBlockRoot: hex(new Uint8Array(32)),
  };
  return world.engine.makePayload(hex(parentBlockHash), attributes, { transactions: ['0x02'], ...changes });
}

interface AnnouncedAttributes {
  proposalSlot: number;
  parentBlockHash: Uint8Array;
  payloadAttributes: { timestamp: number; prevRandao: Uint8Array; withdrawals: Withdrawal[] };
}

function hex(bytes: Uint8Array): `0x${string}` {
  return `0x${Buffer.from(bytes).toString('hex')}`;
}

async function publish(signedBlock: Parameters<BuilderManners['publish']>[0]): Promise<Response> {
  const body = ssz.fulu.SignedBlockContents.serialize({ signedBlock, kzgProofs: [], blobs: [] });
  return fetch(`${world.url}/eth/v2/beacon/blocks?broadcast_validation=consensus_and_equivocation`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'eth-consensus-version': 'fulu' },
    body: new Uint8Array(body),
  });
}

function transactionsOfHead(): number {
  return world.chain.head.block.signed.message.body.executionPayload.transactions.length;
}

describe.each<Fork>(['electra', 'fulu'])('a builder on %s', (fork) => {
  it.each(['json', 'ssz'] as const)('makes the block when it bids (%s)', async (encoding) => {
    await start(fork);
    builder.manners.encoding = encoding;
    await world.runSlots(1, 3);
    expect(world.headSlot).toBe(3);
    expect(transactionsOfHead()).toBe(1);
    expect(builder.called(fork === 'fulu' ? '/eth/v2/builder/blinded_blocks' : '/eth/v1/builder/blinded_blocks')).toBe(
      true,
    );
  });

  it('is replaced by the local payload when it has no bid', async () => {
    await start(fork);
    builder.manners.payload = () => undefined;
    await world.runSlot(1);
    expect(world.headSlot).toBe(1);
    expect(transactionsOfHead()).toBe(0);
  });

  it('is replaced by the local payload when it does not reveal', async () => {
    await start(fork);
    builder.manners.revealStatus = { v1: 500, v2: 500 };
    await world.runSlot(1);
    expect(world.headSlot).toBe(1);
    expect(transactionsOfHead()).toBe(0);
    expect(world.logged('making a local block')).toBe(true);
  });
});

describe('a builder', () => {
  it('that publishes nothing in spite of its promise loses the slot to the local payload', async () => {
    await start('fulu');
    builder.manners.publish = async () => world.setSlot(1, 1100);
    await world.runSlot(1);
    expect(world.headSlot).toBe(1);
    expect(transactionsOfHead()).toBe(0);
  });

  it('that is too late with its block finds the slot taken', async () => {
    await start('fulu');
    let late: Parameters<BuilderManners['publish']>[0] | undefined;
    builder.manners.publish = async (signed) => {
      late = signed;
      world.setSlot(1, 1100);
    };
    await world.runSlot(1);
    if (late === undefined) throw new Error('nothing was revealed');
    const answer = await publish(late);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 400, message: expect.stringContaining('already has block') });
  });

  it('of the first version only is asked in the first version on Fulu too', async () => {
    await start('fulu');
    builder.manners.revealStatus = { v1: 200, v2: 404 };
    await world.runSlot(1);
    expect(transactionsOfHead()).toBe(1);
  });

  it('is asked under the key, slot and parent of the proposal', async () => {
    await start('electra');
    await world.runSlot(1);
    const { genesis, head } = world.chain;
    const proposer = genesis.state.validators.getReadonly(head.block.signed.message.proposerIndex);
    const path = `/eth/v1/builder/header/1/${genesis.block.executionHash}/${hex(proposer.pubkey)}`;
    expect(builder.calls).toContain(`GET ${path}`);
  });

  it('is not waited for longer than a quarter of a slot', async () => {
    await start('electra');
    builder.manners.headerDelayMs = 5000;
    const begun = performance.now();
    await world.runSlot(1);
    expect(performance.now() - begun).toBeLessThan(4000);
    expect(transactionsOfHead()).toBe(0);
  });

  it('is left alone for some slots when it fails three times in a row', async () => {
    await start('electra');
    builder.manners.revealStatus.v1 = 500;
    await world.runSlots(1, 4);
    expect(world.logged('askedAgainInSlot=8')).toBe(true);
    expect(builder.called('/header/4/')).toBe(false);
    await world.runSlots(5, 8);
    expect(builder.called('/header/8/')).toBe(true);
  });

  it('that does not answer at all costs nothing', async () => {
    await start('electra');
    await builder.close();
    await world.runSlot(1);
    expect(world.headSlot).toBe(1);
  });
});

describe('a bid', () => {
  const otherKey = new Uint8Array(48).fill(0xaa);
  it.each<[string, BuilderManners['shape'], object?]>([
    ['its value is zero', (bid) => ({ ...bid, value: 0n })],
    ['its signature is not valid', (bid) => ({ ...bid, pubkey: otherKey })],
    ['it builds on another parent', (bid) => bid, { parentHash: `0x${'77'.repeat(32)}` }],
    ['its timestamp is not that of the slot', (bid) => bid, { timestamp: '0x1' }],
    ['its prev_randao is wrong', (bid) => bid, { prevRandao: `0x${'77'.repeat(32)}` }],
    ['its block number does not follow the parent', (bid) => bid, { blockNumber: '0x9' }],
    ['it has no transactions', (bid) => bid, { transactions: [] }],
    ['its gas limit is too far from the parent', (bid) => bid, { gasLimit: '0x3838700' }],
    ['it has too many blobs', (bid) => ({ ...bid, blobKzgCommitments: new Array(10).fill(new Uint8Array(48)) })],
    [
      'its withdrawals are wrong',
      (bid) => bid,
      { withdrawals: [{ index: '0x0', validatorIndex: '0x0', address: `0x${'00'.repeat(20)}`, amount: '0x1' }] },
    ],
  ])('is refused when %s', async (reason, shape, changes = {}) => {
    await start('electra');
    builder.manners.shape = shape;
    builder.manners.payload = (slot) => payloadFor(slot, changes);
    await world.runSlot(1);
    expect(world.logged(reason)).toBe(true);
    expect(world.headSlot).toBe(1);
    expect(transactionsOfHead()).toBe(0);
  });

  it('of another relay than the one that the URL names is refused', async () => {
    builder = await BuilderStandIn.start('electra');
    const url = builder.url.replace('http://', `http://0x${'aa'.repeat(48)}@`);
    world = await BeaconWorld.start({ builderUrl: url });
    builder.manners.payload = (slot) => payloadFor(slot);
    await world.runSlot(1);
    expect(world.logged('it is signed by another relay key')).toBe(true);
  });

  it.each([
    [9, 0],
    [11, 1],
    [0, 0],
    ['prefer', 1],
  ] as const)('weighs its value by the boost factor (%s)', async (boostFactor, transactions) => {
    // The local payload is worth 100 wei, the bid 1000.
    await start('electra', { boostFactor });
    await world.runSlot(1);
    expect(transactionsOfHead()).toBe(transactions);
  });
});
