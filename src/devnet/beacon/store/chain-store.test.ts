import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ssz } from '@lodestar/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toChainBlock } from '../chain/chain-block.ts';
import { ChainStore } from './chain-store.ts';

const NO_BLOBS = { commitments: [], proofs: [], blobs: [] };

function blockOf(slot: number) {
  const signed = ssz.electra.SignedBeaconBlock.defaultValue();
  signed.message.slot = slot;
  return toChainBlock(signed);
}

describe('ChainStore', () => {
  let folder = '';
  let store: ChainStore | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'store-'));
    store = await ChainStore.open(folder, 'one');
  });
  afterEach(async () => {
    await store?.close();
    await rm(folder, { recursive: true });
  });

  it('belongs to one process at a time', async () => {
    await expect(ChainStore.open(folder, 'one')).rejects.toMatchObject({
      code: 'datadir-locked',
      message: expect.stringContaining(folder),
    });
  });

  it('refuses the chain of another genesis', async () => {
    await store?.close();
    await expect(ChainStore.open(folder, 'two')).rejects.toMatchObject({ code: 'datadir-of-another-chain' });
    store = await ChainStore.open(folder, 'one');
  });

  it('finds blocks by root and slot, and the head', async () => {
    await store?.putHead(blockOf(3), NO_BLOBS);
    await store?.putHead(blockOf(5), NO_BLOBS);
    expect(await store?.head()).toMatchObject({ slot: 5, root: blockOf(5).root });
    expect(await store?.rootAtSlot(3)).toBe(blockOf(3).root);
    expect(await store?.rootAtSlot(4)).toBeUndefined();
    const { message } = (await store?.block(blockOf(3).root))?.signed ?? {};
    expect(message && ssz.electra.BeaconBlock.equals(message, blockOf(3).signed.message)).toBe(true);
  });

  it('takes abandoned slots out of the canonical chain and keeps their blocks', async () => {
    await store?.putHead(blockOf(3), NO_BLOBS);
    await store?.putHead(blockOf(5), NO_BLOBS, [3]);
    expect(await store?.rootAtSlot(3)).toBeUndefined();
    expect(await store?.block(blockOf(3).root)).toBeDefined();
  });

  it('keeps the newest three states', async () => {
    for (const slot of [32, 64, 96, 128, 130]) await store?.putState(slot, Uint8Array.of(slot));
    expect(await store?.stateSlots()).toEqual([130, 128, 96]);
    expect(await store?.state(130)).toEqual(Uint8Array.of(130));
  });

  it('keeps blobs with their block', async () => {
    const blobs = {
      commitments: [new Uint8Array(48).fill(1)],
      proofs: [new Uint8Array(48).fill(2)],
      blobs: [new Uint8Array(131_072).fill(3)],
    };
    await store?.putHead(blockOf(3), blobs);
    expect(await store?.blobs(blockOf(3).root)).toEqual(blobs);
    expect(await store?.blobs(blockOf(4).root)).toBeUndefined();
  });
});
