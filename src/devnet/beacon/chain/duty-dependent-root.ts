import { SLOTS_PER_EPOCH } from '@lodestar/params';
import { bytesToHex, type Hex } from '../../../lib/hex.ts';
import type { BeaconChain } from './beacon-chain.ts';
import type { BeaconState } from './types.ts';

/** Root of the block before the first slot of an epoch, which decides that epoch's duties; genesis if there is none. */
export function dutyDependentRoot(chain: BeaconChain, state: BeaconState, headRoot: Hex, epoch: number): Hex {
  const slot = epoch * SLOTS_PER_EPOCH - 1;
  if (slot < 0) return chain.genesis.block.root;
  if (slot >= state.slot) return headRoot;
  return bytesToHex(state.blockRoots.get(slot % state.blockRoots.length));
}
