import { afterEach, describe, expect, it } from 'vitest';
import { BeaconWorld } from '../../../test/support/beacon-world.ts';

const ZERO_HASH = `0x${'00'.repeat(32)}`;

let world: BeaconWorld | undefined;
afterEach(() => world?.stop());

describe.each(['electra', 'fulu'] as const)('a chain on %s', (fork) => {
  it('justifies and finalises as soon as the specification allows', async () => {
    world = await BeaconWorld.start({ fork });
    await world.runSlots(1, 127);
    expect(world.chain.finalized().epoch).toBe(0);
    expect(world.chain.justified().epoch).toBe(2);
    expect(world.engine.forkchoice?.finalizedBlockHash).toBe(ZERO_HASH);
    await world.runSlot(128);
    expect(world.headSlot).toBe(128);
    expect(world.chain.finalized().epoch).toBe(2);
    const finalized = await world.chain.canonicalAt(64);
    const justified = await world.chain.canonicalAt(96);
    expect(world.engine.forkchoice).toMatchObject({
      headBlockHash: world.chain.head.block.executionHash,
      safeBlockHash: justified?.executionHash,
      finalizedBlockHash: finalized?.executionHash,
    });
    const event = world.events.find(({ type }) => type === 'finalized_checkpoint');
    expect(event?.message).toMatchObject({ epoch: 2, block: finalized?.root, state: finalized?.stateRoot });
  });

  it('has every validator vote in every slot', async () => {
    world = await BeaconWorld.start({ fork });
    await world.runSlots(1, 34);
    const { state } = world.chain.head;
    const voted = state.previousEpochParticipation.getAll().filter((flags) => flags === 0b111);
    // Those of slot 0 had nothing to vote for: the chain began without a block in it.
    const ofSlotZero = world.chain.genesis.state.epochCtx.getBeaconCommittees(0, [0]).flatMap((c) => [...c]);
    expect(voted).toHaveLength(100 - ofSlotZero.length);
    expect(state.balances.get(world.chain.head.block.signed.message.proposerIndex)).toBeGreaterThan(32e9);
  });
});
