import { rm } from 'node:fs/promises';
import { ClassicLevel } from 'classic-level';
import { afterEach, describe, expect, it } from 'vitest';
import { BeaconWorld } from '../../../test/support/beacon-world.ts';

let world: BeaconWorld | undefined;
afterEach(() => world?.stop());

describe('a chain that is continued', () => {
  it('replays to the very same head after a kill', async () => {
    world = await BeaconWorld.start();
    await world.runSlots(1, 40);
    const { block, state } = world.chain.head;
    await world.kill();
    await world.open();
    expect(world.chain.head.block.root).toBe(block.root);
    expect(world.chain.head.state.hashTreeRoot()).toEqual(state.hashTreeRoot());
    // The state of slot 32 was stored; only what came after it had to be applied again.
    expect(world.logged('replayed=8')).toBe(true);
    await world.runSlot(41);
    expect(world.headSlot).toBe(41);
  });

  it('replays from genesis when there is no stored state', async () => {
    world = await BeaconWorld.start({ fork: 'fulu' });
    await world.runSlots(1, 3);
    await world.kill();
    await world.open();
    expect(world.logged('replayed=3')).toBe(true);
    await world.runSlot(4);
    expect(world.headSlot).toBe(4);
  });

  it('sets a stored state aside that is not its block’s', async () => {
    world = await BeaconWorld.start();
    await world.runSlots(1, 3);
    await world.chain.store.putState(2, world.chain.head.state.serialize());
    await world.kill();
    await world.open();
    expect(world.headSlot).toBe(3);
    expect(world.logged('replayed=3')).toBe(true);
  });

  it('replays where a stored state is damaged', async () => {
    world = await BeaconWorld.start();
    await world.runSlots(1, 2);
    await world.chain.store.putState(2, new Uint8Array(100));
    await world.kill();
    await world.open();
    expect(world.headSlot).toBe(2);
    expect(world.logged('a stored state is damaged')).toBe(true);
  });

  it.each(['cut', 'gone'] as const)('is refused with a hint when its last block is %s', async (how) => {
    world = await BeaconWorld.start();
    await world.runSlots(1, 2);
    const key = `block:${world.chain.head.block.root}`;
    await world.kill();
    const db = new ClassicLevel<string, Uint8Array>(world.dataDir, { valueEncoding: 'view' });
    const whole = await db.get(key);
    await (how === 'gone' || whole === undefined ? db.del(key) : db.put(key, whole.subarray(0, 300)));
    await db.close();
    await expect(world.open()).rejects.toMatchObject({
      code: 'datadir-unusable',
      message: expect.stringContaining(`the chain stored in ${world.dataDir} is damaged: `),
      hint: expect.stringContaining('remove the data folders'),
    });
    const repaired = new ClassicLevel<string, Uint8Array>(world.dataDir, { valueEncoding: 'view' });
    if (whole !== undefined) await repaired.put(key, whole);
    await repaired.close();
    await world.open();
    expect(world.headSlot).toBe(2);
  });

  it('gives an execution client that is a block behind what it lost', async () => {
    world = await BeaconWorld.start();
    await world.runSlots(1, 4);
    const lost = world.chain.head.block.executionHash;
    await world.kill();
    world.engine.forget(lost);
    await world.open();
    await world.runSlot(5);
    expect(world.headSlot).toBe(5);
    expect(world.engine.knows(lost)).toBe(true);
  });

  it('says so when it is behind the execution client, which cannot go back', async () => {
    world = await BeaconWorld.start();
    await world.runSlots(1, 3);
    await world.kill();
    await rm(world.dataDir, { recursive: true });
    await world.open();
    await expect(world.parts.execution.waitUntilReady(AbortSignal.timeout(5000))).rejects.toMatchObject({
      code: 'execution-ahead',
      message: 'the execution client is at block 3, but the beacon chain ends at block 0 (slot 0)',
    });
  });

  it('gives an execution client that lost everything the whole chain', async () => {
    world = await BeaconWorld.start();
    await world.runSlots(1, 6);
    const blocks = await Promise.all([1, 2, 3, 4, 5, 6].map((slot) => world?.chain.canonicalAt(slot)));
    world.engine.forget(...blocks.flatMap((block) => block?.executionHash ?? []));
    await world.runSlot(7);
    expect(world.headSlot).toBe(7);
  });
});
