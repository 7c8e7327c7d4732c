import { CLIENT_CODE, CLIENT_NAME, CLIENT_VERSION } from '../client-version.ts';
import { Lock } from '../lock.ts';
import type { Methods } from '../rpc/methods.ts';
import { unsupportedFork } from './engine-error.ts';
import { forkchoiceUpdated } from './forkchoice-updated.ts';
import { getBlobsV1, getBlobsV2, getBlobsV3, getPayload } from './get-payload.ts';
import { type NewPayloadParts, newPayload } from './new-payload.ts';
import { payloadBodiesByHash, payloadBodiesByRange } from './payload-bodies.ts';

/** The Engine API for chains that begin with Prague or later; older versions of its calls answer -38005. */
export function engineMethods(parts: NewPayloadParts): Methods {
  const { chain, pool, builder } = parts;
  const lock = new Lock();
  const tooOld = () => {
    throw unsupportedFork();
  };
  const methods: Methods = {
    // One after the other: the order of calls is the order of the beacon node's decisions.
    engine_newPayloadV4: (params) => lock.run(() => newPayload(parts, params)),
    engine_forkchoiceUpdatedV3: (params) => lock.run(async () => forkchoiceUpdated(parts, params)),
    engine_getPayloadV4: (params) => getPayload(builder, params, 'prague'),
    engine_getPayloadV5: (params) => getPayload(builder, params, 'osaka'),
    engine_getBlobsV1: (params) => getBlobsV1(pool, params),
    engine_getBlobsV2: (params) => getBlobsV2(pool, params),
    engine_getBlobsV3: (params) => getBlobsV3(pool, params),
    engine_getPayloadBodiesByHashV1: (params) => payloadBodiesByHash(chain, params),
    engine_getPayloadBodiesByRangeV1: (params) => payloadBodiesByRange(chain, params),
    engine_getClientVersionV1: () => [
      { code: CLIENT_CODE, name: CLIENT_NAME, version: `v${CLIENT_VERSION}`, commit: '0x00000000' },
    ],
  };
  const capabilities = Object.keys(methods);
  return {
    ...methods,
    engine_exchangeCapabilities: () => capabilities,
    engine_newPayloadV1: tooOld,
    engine_newPayloadV2: tooOld,
    engine_newPayloadV3: tooOld,
    engine_forkchoiceUpdatedV1: tooOld,
    engine_forkchoiceUpdatedV2: tooOld,
    engine_getPayloadV1: tooOld,
    engine_getPayloadV2: tooOld,
    engine_getPayloadV3: tooOld,
  };
}
