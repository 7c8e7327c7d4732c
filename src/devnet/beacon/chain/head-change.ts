import type { ChainHead, Reorg } from './beacon-chain.ts';
import type { BeaconState, BlockSource, ChainBlock } from './types.ts';

/** What happened when a block became the head. */
export interface HeadChange {
  block: ChainBlock;
  state: BeaconState;
  previous: ChainHead;
  reorg: Reorg | undefined;
  source: BlockSource;
  importMs: number;
}
