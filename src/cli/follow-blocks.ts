import { setTimeout as delay } from 'node:timers/promises';
import { type BlockSummary, type ChainEndpoints, deliveredByRelay, readBlock } from './block-source.ts';

export interface FollowedBlock extends BlockSummary {
  slot: number;
  /** Where the payload came from, as far as a relay tells. */
  source?: 'builder' | 'local';
  /** Number of the newest finalized block; 0 before there is one. */
  finalized: number;
}

export interface FollowOptions extends ChainEndpoints {
  /** Unix seconds. */
  genesisTime: number;
  /** Milliseconds. */
  slotDuration: number;
  signal: AbortSignal;
  onBlock(block: FollowedBlock): void;
}

const LONGEST_PAUSE_MS = 1000;
/** The first block is what everybody waits for. */
const FIRST_BLOCK_PAUSE_MS = 100;

/** Tells every new head until the signal; a client that does not answer for a while is asked again. */
export async function followBlocks(options: FollowOptions): Promise<void> {
  const { rpcUrl, slotDuration, signal } = options;
  let known: string | undefined;
  while (!signal.aborted) {
    const pause = known === undefined ? FIRST_BLOCK_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, slotDuration / 4);
    try {
      const head = await readBlock(rpcUrl, 'latest', signal);
      if (head !== undefined && head.number > 0 && head.hash !== known) {
        options.onBlock(await described(head, options));
        known = head.hash;
      }
      await delay(pause, undefined, { signal });
    } catch {
      await delay(pause, undefined, { signal }).catch(() => {});
    }
  }
}

async function described(head: BlockSummary, options: FollowOptions): Promise<FollowedBlock> {
  const { rpcUrl, relayUrl, genesisTime, slotDuration, signal } = options;
  const [finalized, delivered] = await Promise.all([
    readBlock(rpcUrl, 'finalized', signal),
    relayUrl === undefined ? undefined : deliveredByRelay(relayUrl, head.hash, signal),
  ]);
  return {
    ...head,
    slot: Math.floor(((head.timestamp - genesisTime) * 1000) / slotDuration),
    finalized: finalized?.number ?? 0,
    ...(delivered === undefined ? {} : { source: delivered ? ('builder' as const) : ('local' as const) }),
  };
}
