import { describe, expect, it } from 'vitest';
import { mirroredCall } from './mirrored-call.ts';

const mirrored = (json: unknown) => {
  const text = mirroredCall(Buffer.from(JSON.stringify(json)));
  return text === undefined ? undefined : JSON.parse(text);
};
const call = (method: string, ...params: unknown[]) => ({ jsonrpc: '2.0', id: 1, method, params });

describe('mirroredCall', () => {
  it('passes a call on as it is', () => {
    expect(mirrored(call('engine_newPayloadV4', { blockHash: '0x1' }, []))).toEqual(
      call('engine_newPayloadV4', { blockHash: '0x1' }, []),
    );
  });

  it.each(['engine_getPayloadV3', 'engine_getPayloadV4', 'engine_getPayloadV5'])('holds back %s', (method) => {
    expect(mirrored(call(method, '0x01'))).toBeUndefined();
  });

  it('takes the attributes out of a forkchoice update', () => {
    const state = { headBlockHash: '0x1' };
    expect(mirrored(call('engine_forkchoiceUpdatedV3', state, { timestamp: '0x1' }))).toEqual(
      call('engine_forkchoiceUpdatedV3', state, null),
    );
    expect(mirrored(call('engine_forkchoiceUpdatedV3', state))).toEqual(
      call('engine_forkchoiceUpdatedV3', state, null),
    );
  });

  it('sifts a batch, and drops an empty one', () => {
    const kept = call('eth_chainId');
    expect(mirrored([call('engine_getPayloadV4', '0x1'), kept])).toEqual([kept]);
    expect(mirrored([call('engine_getPayloadV4', '0x1')])).toBeUndefined();
  });

  it.each(['not json', '', '42', 'null', '[null]', '{"method":7}'])('drops what is no call: %s', (text) => {
    expect(mirroredCall(Buffer.from(text))).toBeUndefined();
  });
});
