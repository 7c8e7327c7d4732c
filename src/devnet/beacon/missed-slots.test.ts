import { afterEach, describe, expect, it } from 'vitest';
import { BeaconWorld } from '../../../test/support/beacon-world.ts';

let world: BeaconWorld | undefined;
afterEach(() => world?.stop());

describe('a chain with missed slots', () => {
  it('goes on when the execution client was away, and carries the votes of the slots between', async () => {
    world = await BeaconWorld.start();
    await world.runSlots(1, 3);
    await world.engine.close();
    await world.runSlots(4, 6);
    expect(world.headSlot).toBe(3);
    expect(world.logged('slot missed')).toBe(true);
    await world.engine.reopen();
    await world.runSlot(7);
    expect(world.headSlot).toBe(7);
    const { body } = world.chain.head.block.signed.message;
    expect(body.attestations.map(({ data }) => data.slot)).toEqual([6, 5, 4, 3]);
  });

  it('forgets a payload that a restarted execution client no longer builds', async () => {
    world = await BeaconWorld.start();
    await world.runSlots(1, 2);
    world.engine.forget();
    await world.runSlot(3);
    expect(world.headSlot).toBe(3);
  });

  it('makes no block of a payload that the execution client calls invalid', async () => {
    world = await BeaconWorld.start();
    await world.runSlot(1);
    world.engine.verdict = 'INVALID';
    await world.runSlot(2);
    expect(world.headSlot).toBe(1);
    world.engine.verdict = 'VALID';
    await world.runSlot(3);
    expect(world.headSlot).toBe(3);
  });

  it('misses a slot rather than propose it when it is over', async () => {
    world = await BeaconWorld.start();
    await world.runSlot(1);
    world.setSlot(2);
    const running = world.parts.slotLoop.runSlot(2, new AbortController().signal);
    world.setSlot(3);
    await running;
    expect(world.headSlot).toBe(1);
    expect(world.logged('it is already slot 3')).toBe(true);
  });

  it('still finalises when an epoch had no block at all', async () => {
    world = await BeaconWorld.start();
    await world.runSlots(1, 31);
    await world.engine.close();
    await world.runSlots(32, 63);
    await world.engine.reopen();
    await world.runSlots(64, 160);
    expect(world.chain.finalized().epoch).toBeGreaterThanOrEqual(2);
  });

  it('wakes up after a day of sleep with empty slots behind it', async () => {
    world = await BeaconWorld.start();
    await world.runSlots(1, 2);
    const morning = 2 + (8 * 3600) / 2;
    await world.runSlot(morning);
    expect(world.headSlot).toBe(morning);
    await world.runSlot(morning + 1);
    expect(world.headSlot).toBe(morning + 1);
  });
});
