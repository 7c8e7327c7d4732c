import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBeaconConfig } from '@lodestar/config';
import { ForkSeq } from '@lodestar/params';
import { createCachedBeaconState, createPubkeyCache, type PubkeyCache } from '@lodestar/state-transition';
import { isPlaygroundError, messageOf, PlaygroundError, systemCodeOf } from '../../../lib/errors.ts';
import { bytesToHex } from '../../../lib/hex.ts';
import type { Logger } from '../../../lib/log.ts';
import { loadChainConfig } from '../../consensus/chain-config.ts';
import { SlotClock } from '../../consensus/slot-clock.ts';
import { ChainStore } from '../store/chain-store.ts';
import { advanceState } from './advance-state.ts';
import { BeaconChain, type ChainHead } from './beacon-chain.ts';
import { genesisBlock } from './chain-block.ts';
import type { BeaconState, ChainBlock } from './types.ts';
import { replayBlock } from './verify-block.ts';

export interface LoadChainOptions {
  testnetDir: string;
  dataDir: string;
  /** Milliseconds since 1970; `Date.now` where absent. */
  now?: () => number;
  log: Logger;
}

/**
 * The chain of a data folder, or a new one from `genesis.ssz`. Blocks after the newest stored state are replayed.
 * Throws `PlaygroundError` `chain-config-*`, `genesis-state-*` or `datadir-*`.
 */
export async function loadChain({ testnetDir, dataDir, now = Date.now, log }: LoadChainOptions): Promise<BeaconChain> {
  const forkConfig = await loadChainConfig(testnetDir);
  const file = join(testnetDir, 'genesis.ssz');
  const bytes = await readGenesis(file);
  if (forkConfig.SLOT_DURATION_MS % 1000 !== 0) {
    // Execution timestamps are whole seconds and must grow from block to block.
    throw new PlaygroundError('slot-time-unsupported', `slots of ${forkConfig.SLOT_DURATION_MS} ms are not supported`, {
      hint: 'use whole seconds',
    });
  }
  if (forkConfig.getForkSeq(0) < ForkSeq.electra) {
    throw new PlaygroundError('genesis-state-unsupported', `${file}: the chain begins before Electra`, {
      hint: 'set every fork up to ELECTRA_FORK_EPOCH to 0 in config.yaml',
    });
  }
  const genesisView = deserializeState(() => forkConfig.getForkTypes(0).BeaconState.deserializeToViewDU(bytes), file);
  const config = createBeaconConfig(forkConfig, genesisView.genesisValidatorsRoot);
  const pubkeyCache = createPubkeyCache();
  const cache = (view: BeaconState) => createCachedBeaconState(view, { config, pubkeyCache }, {}) as BeaconState;
  const state = cache(genesisView);
  const genesis: ChainHead = { block: genesisBlock(forkConfig, state), state };
  const clock = new SlotClock({ genesisTime: state.genesisTime, slotMs: config.SLOT_DURATION_MS, now });
  const store = await ChainStore.open(dataDir, `${genesis.block.root} ${state.genesisTime}`);
  try {
    const stored = await store.head();
    const head =
      stored === undefined ? genesis : await restoreHead(stored, { dataDir, store, genesis, cache, pubkeyCache, log });
    return new BeaconChain({ config, clock, store, genesis, head });
  } catch (error) {
    await store.close();
    throw isPlaygroundError(error) ? error : damaged(dataDir, messageOf(error), error);
  }
}

function damaged(dataDir: string, what: string, cause?: unknown): PlaygroundError {
  return new PlaygroundError('datadir-unusable', `the chain stored in ${dataDir} is damaged: ${what}`, {
    hint: 'remove the data folders of the beacon node and of the execution client to begin anew',
    cause,
  });
}

interface RestoreContext {
  dataDir: string;
  store: ChainStore;
  genesis: ChainHead;
  cache: (view: BeaconState) => BeaconState;
  pubkeyCache: PubkeyCache;
  log: Logger;
}

async function restoreHead(head: ChainBlock, context: RestoreContext): Promise<ChainHead> {
  const begun = performance.now();
  const { base, blocks } = await replayPlan(head, context);
  let state = base;
  for (const block of blocks) state = replayBlock(await advanceState(state, block.slot), block.signed);
  context.log.info('continuing the stored chain', {
    slot: head.slot,
    root: head.root,
    replayed: blocks.length,
    ms: Math.round(performance.now() - begun),
  });
  return { block: head, state };
}

/** The newest stored state below the head that is one of the chain's, and the blocks on top of it. */
async function replayPlan(head: ChainBlock, context: RestoreContext) {
  const snapshots = new Set((await context.store.stateSlots()).filter((slot) => slot <= head.slot));
  const blocks: ChainBlock[] = [];
  let cursor = head;
  while (cursor.root !== context.genesis.block.root) {
    const base = snapshots.has(cursor.slot) ? await readState(cursor, context) : undefined;
    if (base !== undefined) return { base, blocks };
    blocks.unshift(cursor);
    const parent = cursor.slot === 0 ? undefined : await parentOf(cursor, context);
    if (parent === undefined) {
      throw damaged(context.dataDir, `there is a gap below slot ${cursor.slot}`);
    }
    cursor = parent;
  }
  return { base: context.genesis.state, blocks };
}

async function parentOf(block: ChainBlock, { store, genesis }: RestoreContext): Promise<ChainBlock | undefined> {
  return block.parentRoot === genesis.block.root ? genesis.block : store.block(block.parentRoot);
}

/** Undefined unless the stored state really is the one after this block. */
async function readState(block: ChainBlock, context: RestoreContext): Promise<BeaconState | undefined> {
  const { config } = context.genesis.state;
  try {
    const bytes = await context.store.state(block.slot);
    if (bytes === undefined) return undefined;
    const view = config.getForkTypes(block.slot).BeaconState.deserializeToViewDU(bytes) as BeaconState;
    if (bytesToHex(view.hashTreeRoot()) === block.stateRoot) return context.cache(view);
    context.log.warn('a stored state does not belong to its block; replaying instead', { slot: block.slot });
  } catch (error) {
    context.log.warn('a stored state is damaged; replaying instead', { slot: block.slot, reason: messageOf(error) });
  }
  return undefined;
}

async function readGenesis(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const reason = systemCodeOf(error) === 'ENOENT' ? 'there is no such file' : messageOf(error);
    throw new PlaygroundError('genesis-state-missing', `cannot read ${file}: ${reason}`, {
      kind: 'environment',
      hint: 'point --testnet-dir at the testnet folder of a session',
      cause: error,
    });
  }
}

function deserializeState(read: () => unknown, file: string): BeaconState {
  try {
    return read() as BeaconState;
  } catch (error) {
    throw new PlaygroundError('genesis-state-invalid', `${file} is not a genesis state: ${messageOf(error)}`, {
      hint: 'config.yaml must have the fork of the state at epoch 0, and the same preset',
      cause: error,
    });
  }
}
