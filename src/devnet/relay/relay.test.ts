import { afterEach, describe, expect, it } from 'vitest';
import { attributesEvent, PARENT_HASH } from '../../../test/support/relay-fixtures.ts';
import { RelayWorld } from '../../../test/support/relay-world.ts';
import { waitUntil } from '../../../test/support/wait-until.ts';

let world: RelayWorld;

afterEach(() => world.stop());

async function upcoming(): Promise<
  { slot: string; validator_index: string; entry: { message: { pubkey: string } } }[]
> {
  return (await (await world.get('/relay/v1/builder/validators')).json()) as never;
}

describe('the relay and its beacon node', () => {
  it('lists the registered proposers of this epoch and the next', async () => {
    world = await RelayWorld.start();
    const list = await upcoming();
    expect(list.map(({ slot }) => Number(slot))).toEqual(Array.from({ length: 64 }, (_, i) => i));
    const { index, pubkey } = world.beacon.proposerOf(33);
    expect(list[33]).toMatchObject({ validator_index: String(index), entry: { message: { pubkey } } });
  });

  it('moves on to the next epoch with the head', async () => {
    world = await RelayWorld.start();
    world.nowMs += 32 * 12_000;
    await world.moveHead(41);
    await waitUntil('the duties of epoch 2', async () => (await upcoming()).at(-1)?.slot === '95');
    expect((await upcoming())[0]?.slot).toBe('32');
  });

  it('reads the duties again when a reorg changes them', async () => {
    world = await RelayWorld.start();
    const count = () => world.beacon.requests.filter((line) => line.includes('duties')).length;
    const head = (slot: number, root: string) =>
      world.beacon.send('head', { slot: String(slot), current_duty_dependent_root: root });
    await waitUntil('the head stream', () => world.beacon.hasStream('head'));
    head(10, '0x01');
    await waitUntil('the head', () => world.relay.headSlot === 10);
    const before = count();
    head(11, '0x02');
    await waitUntil('new duties', () => count() === before + 2);
  });

  it('forgets bids and attributes behind the head', async () => {
    world = await RelayWorld.start();
    await world.submit(world.submission());
    await world.moveHead(13);
    expect(world.relay.attributes.find(10, PARENT_HASH)).toBeUndefined();
    const key = { slot: 10, parentHash: PARENT_HASH, proposer: world.proposer.pubkey };
    expect(world.relay.auction.top(key)).toBeUndefined();
    const response = await world.submit(world.submission({ value: 2000n }));
    expect(((await response.json()) as { message: string }).message).toBe('submission for past slot');
  });

  it('ignores attributes of a slot that has its block', async () => {
    world = await RelayWorld.start();
    await world.moveHead(12);
    world.beacon.send('payload_attributes', attributesEvent(12, world.timestampOf(12)));
    await world.announce(13);
    expect(world.relay.attributes.find(12, PARENT_HASH)).toBeUndefined();
  });

  it('finds its way back when the event streams break', async () => {
    world = await RelayWorld.start();
    await waitUntil(
      'both streams',
      () => world.beacon.hasStream('head') && world.beacon.hasStream('payload_attributes'),
    );
    world.beacon.headSlot = 14;
    world.beacon.dropStreams();
    await waitUntil('the head it missed', () => world.relay.headSlot === 14);
    await world.announce(15);
    expect(world.lines.filter((line) => line.includes('event stream lost')).length).toBeGreaterThan(0);
  });

  it('survives events that make no sense', async () => {
    world = await RelayWorld.start();
    world.beacon.send('payload_attributes', { hello: 'world' });
    await world.announce(11);
    expect(world.lines.some((line) => line.includes('event not understood'))).toBe(true);
  });
});
