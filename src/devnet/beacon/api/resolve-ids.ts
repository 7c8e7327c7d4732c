import type { Hex } from '../../../lib/hex.ts';
import { advanceState } from '../chain/advance-state.ts';
import type { BeaconChain } from '../chain/beacon-chain.ts';
import type { BeaconState, ChainBlock } from '../chain/types.ts';
import { badRequest, notFound } from './api-context.ts';

/** The block that a block id of the Beacon API names. Throws `ApiError` 400 or 404. */
export async function resolveBlock(chain: BeaconChain, id: string | number): Promise<ChainBlock> {
  const block = await findBlock(chain, String(id));
  if (block === undefined) throw notFound(`there is no block ${id}`);
  return block;
}

async function findBlock(chain: BeaconChain, id: string): Promise<ChainBlock | undefined> {
  if (id === 'head') return chain.head.block;
  if (id === 'genesis') return chain.genesis.block;
  if (id === 'justified') return chain.block(chain.justified().root);
  if (id === 'finalized') return chain.block(chain.finalized().root);
  if (/^\d+$/.test(id)) return chain.canonicalAt(Number(id));
  if (/^0x[0-9a-fA-F]{64}$/.test(id)) return chain.block(id.toLowerCase() as Hex);
  throw badRequest(`"${id}" is not a block id: head, genesis, finalized, justified, a slot or a root`);
}

export interface ResolvedState {
  state: BeaconState;
  finalized: boolean;
}

/**
 * The state that a state id names; states of old blocks are not kept. Throws `ApiError` 400 or 404.
 */
export async function resolveState(chain: BeaconChain, id: string | number): Promise<ResolvedState> {
  const text = String(id);
  const state = await findState(chain, text);
  if (state === undefined) throw notFound(`there is no state ${text}, or it is not kept any more`);
  return { state, finalized: isFinalized(chain, state.slot) };
}

async function findState(chain: BeaconChain, id: string): Promise<BeaconState | undefined> {
  if (/^\d+$/.test(id)) return stateAtSlot(chain, Number(id));
  if (/^0x[0-9a-fA-F]{64}$/.test(id)) return chain.stateByRoot(id.toLowerCase() as Hex);
  if (!['head', 'genesis', 'justified', 'finalized'].includes(id)) {
    throw badRequest(`"${id}" is not a state id: head, genesis, finalized, justified, a slot or a state root`);
  }
  return chain.stateAfter((await resolveBlock(chain, id)).root);
}

async function stateAtSlot(chain: BeaconChain, slot: number): Promise<BeaconState | undefined> {
  if (slot > Math.max(chain.head.block.slot, chain.clock.currentSlot())) return undefined;
  const state = chain.stateAfter((await chain.canonicalAtOrBefore(slot)).root);
  return state === undefined ? undefined : advanceState(state, slot);
}

/** Whether what happened in a slot can no longer change. */
export function isFinalized(chain: BeaconChain, slot: number): boolean {
  const root = chain.finalized().root;
  const block = chain.recentBlock(root);
  return slot <= (block?.slot ?? 0);
}
