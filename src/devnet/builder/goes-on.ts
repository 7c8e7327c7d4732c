import { type EngineClient, EngineError } from '../consensus/engine-client.ts';

/** ClientCode of our own execution client (execution-apis, `identification.md`). */
const OWN_CODE = 'BP';

/**
 * Whether the execution client takes up a payload again that it has handed over. Others (geth, reth) end their work at
 * the first getPayload, for the beacon node too, whose attributes are the same.
 */
export async function goesOnAfterTake(engine: EngineClient): Promise<boolean> {
  try {
    const us = { code: OWN_CODE, name: 'builder-playground', version: '0', commit: '00000000' };
    const versions = await engine.call<{ code?: string }[]>('engine_getClientVersionV1', [us]);
    return versions[0]?.code === OWN_CODE;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}
