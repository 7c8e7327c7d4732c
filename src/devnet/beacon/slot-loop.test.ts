import { afterEach, describe, expect, it } from 'vitest';
import { BeaconWorld } from '../../../test/support/beacon-world.ts';
import { waitUntil } from '../../../test/support/wait-until.ts';
import { latestProposalMs } from './slot-loop.ts';

let world: BeaconWorld;
let stop: () => Promise<void> = async () => {};
const headAt = (slot: number) => waitUntil(`a block in slot ${slot}`, () => world.headSlot === slot);
const announced = () =>
  world.events.flatMap((event) => (event.type === 'payload_attributes' ? [event.message.data.proposalSlot] : []));

describe('the loop over the slots', () => {
  afterEach(async () => {
    await stop();
    await world.stop();
  });

  it('proposes by the clock, announces each slot twice, and waits when the clock stands', async () => {
    world = await BeaconWorld.start({ lookaheadMs: 1000 });
    world.events.length = 0;
    stop = world.startLoop();
    await waitUntil('the announcement', () => announced().length === 1);
    world.setSlot(0, 1000);
    await waitUntil('the second announcement', () => announced().length === 2);
    expect(world.headSlot).toBe(0);
    world.setSlot(1);
    await headAt(1);
    await waitUntil('the announcement of slot 2', () => announced().length === 3);
    world.setSlot(1, 1000);
    await waitUntil('its second announcement', () => announced().length === 4);
    world.setSlot(2);
    await headAt(2);
    expect(announced().slice(0, 4)).toEqual([1, 1, 2, 2]);
  });

  it('goes on in the present slot when the clock jumps ahead', async () => {
    world = await BeaconWorld.start();
    stop = world.startLoop();
    world.setSlot(1);
    await headAt(1);
    world.setSlot(700);
    await headAt(700);
    expect(world.logged('slots passed without us')).toBe(true);
    world.setSlot(701);
    await headAt(701);
  });

  it('leaves a slot that is nearly over to the next one', async () => {
    world = await BeaconWorld.start();
    stop = world.startLoop();
    world.setSlot(1);
    await headAt(1);
    world.setSlot(9, 1900);
    await waitUntil('the announcement of slot 10', () => announced().includes(10));
    world.setSlot(10);
    await headAt(10);
    expect(await world.chain.canonicalAt(9)).toBeUndefined();
  });

  it('waits for its time again when the clock is set back', async () => {
    world = await BeaconWorld.start();
    stop = world.startLoop();
    world.setSlot(5);
    await headAt(5);
    world.setSlot(2);
    await waitUntil('the announcement of slot 6', () => announced().includes(6));
    expect(world.headSlot).toBe(5);
    world.setSlot(6);
    await headAt(6);
  });

  it('begins in a slot that is under way, after its grace', async () => {
    world = await BeaconWorld.start({ firstBlockGraceMs: 500 });
    world.setSlot(1, 900);
    stop = world.startLoop();
    await waitUntil('being ready', () => world.logged('ready firstSlot=1'));
    expect(world.headSlot).toBe(0);
    world.setSlot(1, 1400);
    await headAt(1);
  });

  it('begins in the next slot when its grace would not end in this one', async () => {
    world = await BeaconWorld.start({ firstBlockGraceMs: 500 });
    world.setSlot(1, 1600);
    stop = world.startLoop();
    await waitUntil('being ready', () => world.logged('ready firstSlot=2'));
    world.setSlot(2, 100);
    await headAt(2);
  });

  it('waits for an execution client that comes late', async () => {
    world = await BeaconWorld.start();
    await world.engine.close();
    stop = world.startLoop();
    world.setSlot(3);
    await world.engine.reopen();
    await headAt(3);
  });

  it('announces every slot, whether blocks come or not', async () => {
    world = await BeaconWorld.start();
    stop = world.startLoop();
    world.setSlot(1);
    await headAt(1);
    world.engine.verdict = 'INVALID';
    for (const slot of [2, 3, 4]) {
      world.setSlot(slot);
      await waitUntil(`the announcement of slot ${slot + 1}`, () => announced().includes(slot + 1));
    }
    expect(world.headSlot).toBe(1);
  });
});

it.each([
  [12_000, 4000],
  [6000, 2000],
  [2000, 1200],
  [1000, 600],
])('proposes into slots of %i ms up to %i ms late', (slotMs, latest) => {
  expect(latestProposalMs(slotMs)).toBe(latest);
});
