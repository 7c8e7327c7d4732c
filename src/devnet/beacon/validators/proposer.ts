import { setTimeout as sleep } from 'node:timers/promises';
import type { SecretKey } from '@chainsafe/blst';
import { ForkSeq } from '@lodestar/params';
import { messageOf } from '../../../lib/errors.ts';
import { hexToBytes } from '../../../lib/hex.ts';
import type { Logger } from '../../../lib/log.ts';
import { EngineError } from '../../consensus/engine-client.ts';
import type { BuiltPayload } from '../../consensus/engine-types.ts';
import {
  type BlobsBundle,
  blobsBundleFromEngine,
  type ExecutionPayload,
  payloadFromEngine,
  requestsFromEngine,
} from '../../consensus/execution-payload.ts';
import type { BuilderPath } from '../builder/builder-path.ts';
import type { BeaconChain } from '../chain/beacon-chain.ts';
import type { BlockImporter } from '../chain/block-importer.ts';
import { toChainBlock } from '../chain/chain-block.ts';
import type { ExecutionLink } from '../execution/execution-link.ts';
import type { PayloadPreparer } from '../payload-preparer.ts';
import type { AttestationPool } from './attestation-pool.ts';
import { type BlockFrame, type BlockPayload, makeBlock, makeBodyFrame } from './make-block.ts';
import type { SyncAggregator } from './sync-aggregator.ts';

/** What an execution client gets to begin a payload that nobody asked for in time. */
const LATE_BUILD_MS = 100;
const UNKNOWN_PAYLOAD = -38001;

export interface ProposerOptions {
  chain: BeaconChain;
  execution: ExecutionLink;
  importer: BlockImporter;
  preparer: PayloadPreparer;
  builder: BuilderPath | undefined;
  attestations: AttestationPool;
  syncAggregator: SyncAggregator;
  /** 32 bytes. */
  graffiti: Uint8Array;
  log: Logger;
}

/** A payload of our own execution client, ready for a block. */
export interface LocalPayload extends BlockPayload<ExecutionPayload> {
  blobs: BlobsBundle;
  /** Wei. */
  value: bigint;
}

/** Makes the block of a slot that one of our validators is to propose. */
export class Proposer {
  readonly #options: ProposerOptions;

  constructor(options: ProposerOptions) {
    this.#options = options;
  }

  /** Resolves when the block is the head, or with a line of log when there will be none. Never throws. */
  async propose(slot: number, proposerKey: SecretKey): Promise<void> {
    const { chain, log } = this.#options;
    try {
      await this.#propose(slot, proposerKey);
    } catch (error) {
      const known = chain.recentBlockOfSlot(slot) !== undefined;
      if (!known) log.warn('slot missed', { slot, reason: messageOf(error) });
    }
  }

  async #propose(slot: number, proposerKey: SecretKey): Promise<void> {
    const { chain, builder } = this.#options;
    const head = chain.head;
    const state = await chain.advancedTo(slot);
    const asked = { slot, head, state };
    const bidding = builder?.fetchBid(asked);
    const building = this.#localPayload(slot);
    building.catch(() => {});
    const frame: BlockFrame = { ...this.#options, state, parentRoot: hexToBytes(head.block.root), proposerKey };
    const body = makeBodyFrame(frame);
    const bid = await bidding;
    if (builder !== undefined && bid !== undefined) {
      const localValue = async () => (await building.catch(() => undefined))?.value;
      if ((await builder.isWanted(bid, localValue)) && (await builder.propose(frame, body, bid))) return;
    }
    const local = await building;
    this.#expectTimely(slot);
    const { signed, postState } = makeBlock(frame, body, local);
    this.#options.importer.expect(toChainBlock(signed).root, postState);
    await this.#options.importer.import({ signed, blobs: local.blobs, source: 'local' });
  }

  #expectTimely(slot: number): void {
    const current = this.#options.chain.clock.currentSlot();
    if (current > slot) throw new Error(`it is already slot ${current}`);
  }

  async #localPayload(slot: number): Promise<LocalPayload> {
    const { preparer } = this.#options;
    await preparer.settled();
    const prepared = preparer.preparedFor(slot);
    if (prepared?.payloadId) {
      try {
        return await this.#fetchPayload(slot, prepared.payloadId);
      } catch (error) {
        // The execution client was restarted, and what it was building went with it.
        if (!(error instanceof EngineError) || error.rpcCode !== UNKNOWN_PAYLOAD) throw error;
      }
    }
    const late = await preparer.prepare(slot);
    if (!late?.payloadId) throw new Error('the execution client is not building a payload');
    await sleep(LATE_BUILD_MS);
    return this.#fetchPayload(slot, late.payloadId);
  }

  async #fetchPayload(slot: number, payloadId: `0x${string}`): Promise<LocalPayload> {
    const { chain, execution } = this.#options;
    const method = chain.config.getForkSeq(slot) >= ForkSeq.fulu ? 'engine_getPayloadV5' : 'engine_getPayloadV4';
    return toLocalPayload(await execution.engine.getPayload(method, payloadId));
  }
}

function toLocalPayload(built: BuiltPayload): LocalPayload {
  const blobs = blobsBundleFromEngine(built.blobsBundle);
  return {
    payload: payloadFromEngine(built.executionPayload),
    commitments: blobs.commitments,
    requests: requestsFromEngine(built.executionRequests ?? []),
    blobs,
    value: BigInt(built.blockValue),
  };
}

/** 32 bytes of graffiti from a short text. */
export function graffitiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes.set(new TextEncoder().encode(text).subarray(0, 32));
  return bytes;
}
