import { ssz } from '@lodestar/types';
import { messageOf } from '../../../lib/errors.ts';
import type { Hex } from '../../../lib/hex.ts';
import type { Logger } from '../../../lib/log.ts';
import type { ExecutionLink } from '../execution/execution-link.ts';
import type { BeaconChain } from './beacon-chain.ts';
import { BlockError } from './block-error.ts';
import { toChainBlock } from './chain-block.ts';
import { checkBlobs } from './check-blobs.ts';
import type { HeadChange } from './head-change.ts';
import type { BeaconState, BlockInput, ChainBlock } from './types.ts';
import { applyBlock, verifyProposer, verifyStateRoot } from './verify-block.ts';

/** How far ahead of our clock a block may be (consensus-specs, MAXIMUM_GOSSIP_CLOCK_DISPARITY). */
const CLOCK_DISPARITY_MS = 500;

/** The one way into the chain: checks a block, has it executed, stores it and makes it the head. */
export class BlockImporter {
  readonly #chain: BeaconChain;
  readonly #execution: ExecutionLink;
  readonly #log: Logger;
  readonly #onHead: (change: HeadChange) => void;
  /** State after a block that we signed ourselves, by block root: it need not be computed twice. */
  readonly #expected = new Map<Hex, BeaconState>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(chain: BeaconChain, execution: ExecutionLink, log: Logger, onHead: (change: HeadChange) => void) {
    this.#chain = chain;
    this.#execution = execution;
    this.#log = log;
    this.#onHead = onHead;
  }

  /** Announces a block that was made, applied and signed here. */
  expect(root: Hex, postState: BeaconState): void {
    this.#expected.set(root, postState);
    for (const [key, state] of this.#expected) if (state.slot + 2 < postState.slot) this.#expected.delete(key);
  }

  /** Resolves with the block once it is the head. Throws `BlockError`. Blocks are taken one after the other. */
  import(input: BlockInput): Promise<ChainBlock> {
    const result = this.#queue.then(() => this.#import(input));
    this.#queue = result.catch(() => {});
    return result;
  }

  async #import({ signed, blobs, source }: BlockInput): Promise<ChainBlock> {
    const begun = performance.now();
    const rootBytes = ssz.electra.BeaconBlock.hashTreeRoot(signed.message);
    const block = toChainBlock(signed, rootBytes);
    this.#checkPlace(block);
    checkBlobs(signed, blobs, this.#chain.config.getForkSeq(block.slot));
    const postState = await this.#verify(block);
    await this.#execute(block);
    const previous = this.#chain.head;
    const reorg = await this.#chain.setHead(block, postState, blobs);
    // What we signed blindly comes back by the API, published by the relay that knows its payload.
    const origin = source === 'api' && this.#expected.has(block.root) ? 'builder' : source;
    const importMs = performance.now() - begun;
    this.#onHead({ block, state: postState, previous, reorg, source: origin, importMs });
    return block;
  }

  #checkPlace(block: ChainBlock): void {
    const { clock, head } = this.#chain;
    if (this.#chain.recentBlock(block.root) !== undefined) {
      throw new BlockError('already-known', `block ${block.root} is known already`);
    }
    const rival = this.#chain.recentBlockOfSlot(block.slot);
    if (rival !== undefined) {
      throw new BlockError('equivocation', `slot ${block.slot} already has block ${rival.root}`);
    }
    if (block.slot > clock.slotAt(clock.now() + CLOCK_DISPARITY_MS)) {
      throw new BlockError('future-slot', `slot ${block.slot} has not begun, this is slot ${clock.currentSlot()}`);
    }
    if (block.slot <= head.block.slot) {
      throw new BlockError('old-slot', `slot ${block.slot} is not after the head, slot ${head.block.slot}`);
    }
  }

  async #verify(block: ChainBlock): Promise<BeaconState> {
    const expected = this.#expected.get(block.root);
    if (expected !== undefined) {
      verifyProposer(expected, block.signed);
      return expected;
    }
    const advanced = await this.#chain.stateForChild(block.parentRoot, block.slot);
    if (advanced === undefined) {
      throw new BlockError('unknown-parent', `the parent ${block.parentRoot} of slot ${block.slot} is not known`);
    }
    verifyProposer(advanced, block.signed);
    const postState = applyBlock(advanced, block.signed);
    verifyStateRoot(postState, block.signed);
    return postState;
  }

  async #execute(block: ChainBlock): Promise<void> {
    let result: Awaited<ReturnType<ExecutionLink['newPayload']>>;
    try {
      result = await this.#execution.newPayload(block.signed);
    } catch (error) {
      throw new BlockError('execution-unavailable', messageOf(error), error);
    }
    if (result.status === 'VALID') return;
    const reason = result.validationError === null ? '' : `: ${result.validationError}`;
    const refusal = result.status.startsWith('INVALID') ? 'invalid-payload' : 'execution-unavailable';
    this.#log.warn('the execution client does not take a payload', { slot: block.slot, status: result.status });
    throw new BlockError(refusal, `payload of slot ${block.slot} is ${result.status}${reason}`);
  }
}
