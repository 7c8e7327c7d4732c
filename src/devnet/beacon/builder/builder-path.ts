import { ForkName } from '@lodestar/params';
import { ssz } from '@lodestar/types';
import { messageOf } from '../../../lib/errors.ts';
import { bytesToHex } from '../../../lib/hex.ts';
import type { Logger } from '../../../lib/log.ts';
import type { BeaconChain, ChainHead } from '../chain/beacon-chain.ts';
import { BlockError } from '../chain/block-error.ts';
import type { BlockImporter } from '../chain/block-importer.ts';
import type { BeaconState, SignedBlindedBlock } from '../chain/types.ts';
import type { PayloadPreparer } from '../payload-preparer.ts';
import { type BlockFrame, makeBlindedBlock, type makeBodyFrame, unblind } from '../validators/make-block.ts';
import { type BuilderClient, BuilderError, type SignedBuilderBid } from './builder-client.ts';
import { checkBid } from './check-bid.ts';
import { Circuit } from './circuit.ts';

/** Real beacon nodes give a builder one second for its bid. */
const LONGEST_BID_MS = 1000;
const LONGEST_REVEAL_MS = 4000;

/** Percentage by which a bid's value is weighted against the local payload's; `prefer` takes any valid bid. */
export type BoostFactor = number | 'prefer';

export interface BuilderPathOptions {
  client: BuilderClient;
  chain: BeaconChain;
  importer: BlockImporter;
  preparer: PayloadPreparer;
  boostFactor: BoostFactor;
  log: Logger;
}

export interface BidRequest {
  slot: number;
  head: ChainHead;
  /** Advanced to the slot. */
  state: BeaconState;
}

/** A block whose payload a builder made: bid, blinded block, payload. Whatever fails leaves time for a local block. */
export class BuilderPath {
  readonly client: BuilderClient;
  readonly #options: BuilderPathOptions;
  readonly #circuit = new Circuit();

  constructor(options: BuilderPathOptions) {
    this.client = options.client;
    this.#options = options;
  }

  /** A bid that may be signed, or `undefined`; says why in the log. Never throws. */
  async fetchBid({ slot, head, state }: BidRequest): Promise<SignedBuilderBid | undefined> {
    const { client, chain, boostFactor, log } = this.#options;
    if (boostFactor === 0 || !this.#circuit.allows(slot)) return undefined;
    const timeoutMs = Math.round(Math.min(LONGEST_BID_MS, chain.clock.slotMs / 4));
    const proposer = state.validators.getReadonly(state.epochCtx.getBeaconProposer(slot)).pubkey;
    const parentHash = head.block.executionHash;
    try {
      const fork = chain.config.getForkName(slot);
      const bid = await client.getHeader(slot, parentHash, bytesToHex(proposer), fork, timeoutMs);
      if (bid === undefined) {
        log.debug('no bid', { slot });
        return undefined;
      }
      const flaw = checkBid(bid, this.#expectations({ slot, head, state }));
      if (flaw === undefined) return bid;
      log.warn('bid refused', { slot, reason: flaw, blockHash: bytesToHex(bid.message.header.blockHash) });
    } catch (error) {
      log.warn('no bid from the builder', { slot, reason: messageOf(error) });
      this.#failed(slot);
    }
    return undefined;
  }

  /** Whether to prefer a valid bid over the local payload, of which no value is known if it is not there. */
  async isWanted(bid: SignedBuilderBid, localValue: () => Promise<bigint | undefined>): Promise<boolean> {
    const { boostFactor, log } = this.#options;
    if (boostFactor === 'prefer') return true;
    const local = await localValue();
    if (local === undefined) return true;
    const { value } = bid.message;
    if ((value * BigInt(boostFactor)) / 100n > local) return true;
    log.info('bid below the local payload', { bid: value, local, boostFactor });
    return false;
  }

  /** Signs the bid's header and gets its block into the chain. False when a local block is to be made after all. */
  async propose(
    frame: BlockFrame,
    body: ReturnType<typeof makeBodyFrame>,
    { message: bid }: SignedBuilderBid,
  ): Promise<boolean> {
    const { importer, log } = this.#options;
    const { slot } = frame.state;
    try {
      const content = { payload: bid.header, commitments: bid.blobKzgCommitments, requests: bid.executionRequests };
      const { signed, postState } = makeBlindedBlock(frame, body, content);
      importer.expect(bytesToHex(ssz.electra.BlindedBeaconBlock.hashTreeRoot(signed.message)), postState);
      await this.#reveal(signed);
      this.#circuit.succeeded();
      return true;
    } catch (error) {
      log.warn('the builder did not deliver; making a local block', { slot, reason: messageOf(error) });
      this.#failed(slot);
      return false;
    }
  }

  async #reveal(signed: SignedBlindedBlock): Promise<void> {
    const { client, chain } = this.#options;
    const { slot } = signed.message;
    const fork = chain.config.getForkName(slot);
    const timeoutMs = Math.round(Math.min(LONGEST_REVEAL_MS, chain.clock.slotMs / 2));
    if (fork === ForkName.electra) return this.#revealHere(signed, fork, timeoutMs);
    const deadline = chain.clock.now() + timeoutMs;
    try {
      await client.submitBlindedBlock(signed, fork, timeoutMs);
    } catch (error) {
      // An older relay has no second version of this call.
      if (!(error instanceof BuilderError) || error.status < 400) throw error;
      return this.#revealHere(signed, fork, timeoutMs);
    }
    if (await chain.waitForSlot(slot, deadline)) return;
    throw new Error(`its block was not published within ${timeoutMs} ms`);
  }

  async #revealHere(signed: SignedBlindedBlock, fork: ForkName, timeoutMs: number): Promise<void> {
    const { payload, blobs } = await this.#options.client.revealPayload(signed, fork, timeoutMs);
    try {
      await this.#options.importer.import({ signed: unblind(signed, payload), blobs, source: 'builder' });
    } catch (error) {
      // Relays publish what they reveal, and may have been faster.
      if (!(error instanceof BlockError) || error.refusal !== 'already-known') throw error;
    }
  }

  #expectations({ slot, head, state }: BidRequest) {
    const { chain, client, preparer } = this.#options;
    const attributes = preparer.attributesOf(state);
    return {
      parentHash: head.block.executionHash,
      parentNumber: head.block.executionNumber,
      parentGasLimit: head.state.latestExecutionPayloadHeader.gasLimit,
      timestamp: attributes.timestamp,
      prevRandao: bytesToHex(attributes.prevRandao),
      withdrawalsRoot: bytesToHex(ssz.capella.Withdrawals.hashTreeRoot(attributes.withdrawals)),
      maxBlobs: chain.config.getMaxBlobsPerBlock(state.epochCtx.epoch),
      genesisForkVersion: chain.config.GENESIS_FORK_VERSION,
      pubkey: client.pubkey,
      slot,
    };
  }

  #failed(slot: number): void {
    const again = this.#circuit.failed(slot);
    if (again !== undefined) {
      this.#options.log.warn('the builder fails again and again; local blocks for a while', {
        askedAgainInSlot: again,
      });
    }
  }
}
