import { bytesToHex, quantity } from '../../../lib/hex.ts';
import { CELLS_PER_BLOB } from '../blob-sidecar.ts';
import type { PayloadBuilder } from '../payload-builder.ts';
import type { Pool } from '../pool.ts';
import { asHash, type Params } from '../rpc/params.ts';
import { tooLargeRequest, unknownPayload, unsupportedFork } from './engine-error.ts';
import { payloadOfBlock } from './payload.ts';

const MAX_BLOBS = 128;

/** engine_getPayloadV4 (Prague, blob proofs) and V5 (Osaka, cell proofs). The same id gives the same payload again. */
export async function getPayload(builder: PayloadBuilder, params: Params, fork: 'prague' | 'osaka'): Promise<object> {
  const built = await builder.take(bytesToHex(params.bytes(0)));
  if (built === undefined) throw unknownPayload();
  const { block, requests, sidecars, value } = built;
  const isOsaka = block.block.common.isActivatedEIP(7594);
  if (isOsaka !== (fork === 'osaka')) throw unsupportedFork();
  return {
    executionPayload: payloadOfBlock(block.block),
    blockValue: quantity(value),
    blobsBundle: {
      commitments: sidecars.flatMap(({ commitments }) => commitments.map(bytesToHex)),
      proofs: sidecars.flatMap(({ proofs }) => proofs.map(bytesToHex)),
      blobs: sidecars.flatMap(({ blobs }) => blobs.map(bytesToHex)),
    },
    shouldOverrideBuilder: false,
    executionRequests: requests.map(bytesToHex),
  };
}

/** engine_getBlobsV1: what the pool has of these blobs, with blob proofs. */
export function getBlobsV1(pool: Pool, params: Params): (object | null)[] {
  return wanted(params).map((hash) => {
    const found = pool.blob(hash);
    const blob = found?.sidecar.blobs[found.index];
    const proof = found?.sidecar.version === 0 ? found.sidecar.proofs[found.index] : undefined;
    return blob === undefined || proof === undefined ? null : { blob: bytesToHex(blob), proof: bytesToHex(proof) };
  });
}

/** engine_getBlobsV2: all of these blobs with cell proofs, or null. V3 gives those that there are. */
export function getBlobsV2(pool: Pool, params: Params): object[] | null {
  const blobs = getBlobsV3(pool, params);
  return blobs.every((blob) => blob !== null) ? blobs : null;
}

export function getBlobsV3(pool: Pool, params: Params): (object | null)[] {
  return wanted(params).map((hash) => {
    const found = pool.blob(hash);
    const blob = found?.sidecar.blobs[found.index];
    if (found === undefined || blob === undefined || found.sidecar.version !== 1) return null;
    const from = found.index * CELLS_PER_BLOB;
    const proofs = found.sidecar.proofs.slice(from, from + CELLS_PER_BLOB);
    return { blob: bytesToHex(blob), proofs: proofs.map(bytesToHex) };
  });
}

function wanted(params: Params) {
  const hashes = params.list(0).map((hash) => asHash(hash, 'argument 0'));
  if (hashes.length > MAX_BLOBS) throw tooLargeRequest();
  return hashes;
}
