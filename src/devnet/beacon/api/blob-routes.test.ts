import { KZG_COMMITMENT_INCLUSION_PROOF_DEPTH } from '@lodestar/params';
import { ssz } from '@lodestar/types';
import { verifyMerkleBranch } from '@lodestar/utils';
import { afterEach, describe, expect, it } from 'vitest';
import { BeaconWorld } from '../../../../test/support/beacon-world.ts';
import { type Hex, hexToBytes } from '../../../lib/hex.ts';
import { versionedHash } from '../../consensus/versioned-hash.ts';

const hex = (byte: string, length: number): Hex => `0x${byte.repeat(length)}`;
const BLOBS = ['11', '22', '33'].map((byte) => hex(byte, 131_072));
const COMMITMENTS = ['a1', 'a2', 'a3'].map((byte) => hex(byte, 48));
const PROOFS = { electra: 3, fulu: 3 * 128 };

interface Sidecar {
  index: string;
  blob: string;
  kzg_commitment: string;
  kzg_proof: string;
  kzg_commitment_inclusion_proof: string[];
  signed_block_header: { message: { body_root: string; slot: string } };
}

let world: BeaconWorld;
afterEach(() => world.stop());

async function startWithBlobs(fork: 'electra' | 'fulu'): Promise<void> {
  world = await BeaconWorld.start({ fork });
  const proofs = Array.from({ length: PROOFS[fork] }, () => hex('b1', 48));
  world.engine.blobsBundle = { commitments: COMMITMENTS, proofs, blobs: BLOBS };
  await world.runSlot(1);
  expect(world.headSlot).toBe(1);
}

describe.each(['electra', 'fulu'] as const)('the blobs of a block on %s', (fork) => {
  it('are served as sidecars that prove to be of the block', async () => {
    await startWithBlobs(fork);
    const { json } = await world.get<{ data: Sidecar[] }>('/eth/v1/beacon/blob_sidecars/1?indices=0,2');
    expect(json.data.map(({ index, blob }) => [index, blob])).toEqual([
      ['0', BLOBS[0]],
      ['2', BLOBS[2]],
    ]);
    const { gindex } = ssz.electra.BeaconBlockBody.getPathInfo(['blobKzgCommitments', 2]);
    const [, sidecar] = json.data;
    const isProven = verifyMerkleBranch(
      ssz.deneb.KZGCommitment.hashTreeRoot(hexToBytes(sidecar?.kzg_commitment ?? '')),
      sidecar?.kzg_commitment_inclusion_proof.map(hexToBytes) ?? [],
      KZG_COMMITMENT_INCLUSION_PROOF_DEPTH,
      Number(gindex - 2n ** BigInt(KZG_COMMITMENT_INCLUSION_PROOF_DEPTH)),
      hexToBytes(sidecar?.signed_block_header.message.body_root ?? ''),
    );
    expect(isProven).toBe(true);
  });

  it('are served by versioned hash, even after a restart', async () => {
    await startWithBlobs(fork);
    await world.kill();
    await world.open();
    const hashes = [COMMITMENTS[1], COMMITMENTS[2]].map((commitment) => versionedHash(hexToBytes(commitment ?? '')));
    const path = `/eth/v1/beacon/blobs/1?versioned_hashes=${hashes[0]}&versioned_hashes=${hashes[1]}`;
    const { json } = await world.get<{ data: string[] }>(path);
    expect(json.data).toEqual([BLOBS[1], BLOBS[2]]);
    expect((await world.get<{ data: string[] }>('/eth/v1/beacon/blobs/1')).json.data).toHaveLength(3);
    expect((await world.get(`/eth/v1/beacon/blobs/1?versioned_hashes=0x01${'00'.repeat(31)}`)).status).toBe(400);
  });

  it('are none where a block has none', async () => {
    await startWithBlobs(fork);
    expect((await world.get('/eth/v1/beacon/blob_sidecars/genesis')).json).toMatchObject({ data: [] });
    expect((await world.get('/eth/v1/beacon/blobs/genesis')).json).toMatchObject({ data: [] });
  });
});
