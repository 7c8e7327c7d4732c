import { RLP } from '@ethereumjs/rlp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesToHex, type Hex, hexToBytes } from '../../lib/hex.ts';
import { joinNetworkTransaction, versionedHash } from './blob-sidecar.ts';
import { Kzg } from './kzg.ts';
import { TestEl } from './test-el.ts';
import { testGenesis } from './test-genesis.ts';
import { testAccount } from './test-wallet.ts';

const BLOB_FEE = 30_000_000_000n;
const kzg = new Kzg();
let blob: Uint8Array;
let commitment: Uint8Array;
let blobProof: Uint8Array;
let cellProofs: Uint8Array[];

beforeAll(async () => {
  blob = new Uint8Array(131_072);
  for (let element = 0; element < 4096; element++) blob[element * 32 + 5] = element & 0xff;
  ({ commitment, proof: blobProof } = await kzg.commit(blob));
  cellProofs = await kzg.cellProofs([blob]);
}, 60_000);
afterAll(() => kzg.stop());

/** A signed blob transaction in network form: version 0 carries the blob's proof, version 1 those of its cells. */
async function blobTransaction(nonce: number, version: 0 | 1, proofs?: Uint8Array[]): Promise<Hex> {
  const signed = await testAccount(0).signTransaction({
    type: 'eip4844',
    chainId: 1337,
    nonce,
    to: testAccount(1).address,
    gas: 21_000n,
    maxFeePerGas: 10_000_000_000n,
    maxPriorityFeePerGas: 1_000_000_000n,
    maxFeePerBlobGas: BLOB_FEE,
    blobVersionedHashes: [versionedHash(commitment)],
  });
  return bytesToHex(
    joinNetworkTransaction(hexToBytes(signed), {
      version,
      blobs: [blob],
      commitments: [commitment],
      proofs: proofs ?? (version === 0 ? [blobProof] : cellProofs),
    }),
  );
}

describe.each([
  ['prague', [0]],
  ['osaka', [1, 0]],
] as const)('blobs on %s', (fork, versions) => {
  let el: TestEl;
  beforeAll(async () => {
    el = await TestEl.start(testGenesis({ fork }));
  });
  afterAll(() => el.stop());
  const proofsOfFork = () => (fork === 'osaka' ? cellProofs : [blobProof]).map(bytesToHex);

  test.each(versions.map((version, nonce) => [version, nonce] as const))(
    'version %i goes from the pool into a payload, with the proofs of the fork',
    async (version, nonce) => {
      const hash = await el.ask<Hex>('eth_sendRawTransaction', await blobTransaction(nonce, version));
      const wanted = [versionedHash(commitment), `0x01${'00'.repeat(31)}`];
      const expected = { blob: bytesToHex(blob) };
      if (fork === 'osaka') {
        expect(await el.ask('engine_getBlobsV2', wanted.slice(0, 1))).toEqual([
          { ...expected, proofs: proofsOfFork() },
        ]);
        expect(await el.ask('engine_getBlobsV2', wanted)).toBeNull();
      } else {
        const [found, missing] = await el.ask<object[]>('engine_getBlobsV1', wanted);
        expect(found).toEqual({ ...expected, proof: bytesToHex(blobProof) });
        expect(missing).toBeNull();
      }
      const { blobsBundle, executionPayload } = await el.mine();
      expect(blobsBundle).toEqual({
        blobs: [bytesToHex(blob)],
        commitments: [bytesToHex(commitment)],
        proofs: proofsOfFork(),
      });
      expect(executionPayload.blobGasUsed).toBe('0x20000');
      expect(await el.ask('eth_getTransactionReceipt', hash)).toMatchObject({
        type: '0x3',
        blobGasUsed: '0x20000',
        blobGasPrice: '0x1',
      });
      expect(await el.ask('eth_getTransactionByHash', hash)).toMatchObject({
        blobVersionedHashes: [versionedHash(commitment)],
        maxFeePerBlobGas: `0x${BLOB_FEE.toString(16)}`,
      });
    },
  );

  test('a wrong proof, a missing sidecar and a gap are refused', async () => {
    const [version] = versions;
    const next = versions.length;
    const wrong = [hexToBytes(`0xc0${'00'.repeat(47)}`)];
    const refusal = async (raw: string) => (await el.rpc('eth_sendRawTransaction', raw)).error?.message;
    const bad = version === 0 ? wrong : [...wrong, ...cellProofs.slice(1)];
    expect(await refusal(await blobTransaction(next, version, bad))).toMatch(/invalid blob proof/);
    const [body] = RLP.decode(hexToBytes(await blobTransaction(next, version)).subarray(1)) as [Uint8Array[]];
    const bare = bytesToHex(Buffer.concat([Buffer.of(3), RLP.encode(body)]));
    expect(await refusal(bare)).toBe('missing sidecar in blob transaction');
    const gapped = await refusal(await blobTransaction(next + 2, version));
    expect(gapped).toBe(`nonce too high: tx nonce ${next + 2}, gapped nonce ${next}`);
  });
});

test('cell proofs are refused before Osaka', async () => {
  const el = await TestEl.start(testGenesis({ fork: 'prague' }));
  const { error } = await el.rpc('eth_sendRawTransaction', await blobTransaction(0, 1));
  expect(error?.message).toBe('unexpected sidecar version, want: 0, got: 1');
  await el.stop();
});

test('contracts can check a point of a blob (precompile 0x0a)', async () => {
  const el = await TestEl.start(testGenesis());
  // The polynomial of the zero blob is zero everywhere; its commitment and proof are the point at infinity.
  const infinity = `c0${'00'.repeat(47)}`;
  const hash = versionedHash(hexToBytes(`0x${infinity}`)).slice(2);
  const zero = '00'.repeat(32);
  const input = (y: string) => ({ to: `0x${'00'.repeat(19)}0a`, data: `0x${hash}${zero}${y}${infinity}${infinity}` });
  const modulus = '73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001';
  expect(await el.ask('eth_call', input(zero), 'latest')).toBe(`0x${(4096).toString(16).padStart(64, '0')}${modulus}`);
  expect((await el.rpc('eth_call', input(`${'00'.repeat(31)}01`), 'latest')).error).toBeDefined();
  await el.stop();
});
