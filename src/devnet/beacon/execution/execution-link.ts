import { setTimeout as sleep } from 'node:timers/promises';
import { PlaygroundError } from '../../../lib/errors.ts';
import { bytesToHex, type Hex } from '../../../lib/hex.ts';
import type { Logger } from '../../../lib/log.ts';
import { type EngineClient, EngineError } from '../../consensus/engine-client.ts';
import type {
  EnginePayloadAttributes,
  ForkchoiceResult,
  ForkchoiceState,
  PayloadStatus,
} from '../../consensus/engine-types.ts';
import { payloadToEngine, requestsToEngine } from '../../consensus/execution-payload.ts';
import { versionedHash } from '../../consensus/versioned-hash.ts';
import type { BeaconChain, ChainHead } from '../chain/beacon-chain.ts';
import type { ChainBlock, SignedBeaconBlock } from '../chain/types.ts';

const FIRST_RETRY_MS = 25;
const LONGEST_RETRY_MS = 500;
const COMPLAIN_EVERY_MS = 5000;

/** Keeps the execution client on our chain. */
export class ExecutionLink {
  readonly engine: EngineClient;
  readonly #chain: BeaconChain;
  readonly #log: Logger;
  #reachable = true;

  constructor(engine: EngineClient, chain: BeaconChain, log: Logger) {
    this.engine = engine;
    this.#chain = chain;
    this.#log = log;
  }

  /** Whether the last call got an answer. */
  get reachable(): boolean {
    return this.#reachable;
  }

  /**
   * Waits until the client answers and has our genesis block, for as long as it takes.
   * Throws `PlaygroundError` `execution-genesis-differs` or `execution-ahead`, and what the signal gives.
   */
  async waitUntilReady(signal: AbortSignal): Promise<void> {
    let pause = FIRST_RETRY_MS;
    let complainAt = performance.now() + COMPLAIN_EVERY_MS;
    for (;;) {
      try {
        await this.#checkGenesis();
        return await this.#checkHead();
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        this.#reachable = false;
        if (performance.now() >= complainAt) {
          this.#log.warn('waiting for the execution client', { reason: error.message });
          complainAt = performance.now() + COMPLAIN_EVERY_MS;
        }
      }
      await sleep(pause, undefined, { signal });
      pause = Math.min(pause * 2, LONGEST_RETRY_MS);
    }
  }

  async #checkGenesis(): Promise<void> {
    const genesis = await this.#call(() => this.engine.blockByNumber(0));
    const { executionHash } = this.#chain.genesis.block;
    if (genesis?.hash === executionHash) return;
    throw new PlaygroundError(
      'execution-genesis-differs',
      `the execution client has genesis block ${genesis?.hash ?? 'none'}, the beacon chain begins on ${executionHash}`,
      { hint: 'start the execution client with the genesis.json that was made together with genesis.ssz' },
    );
  }

  /** A client does not go back to a block below its head, and builds nothing on it (execution-apis, `paris.md`). */
  async #checkHead(): Promise<void> {
    const { executionNumber, executionHash, slot } = this.#chain.head.block;
    const latest = await this.#call(() => this.engine.blockByNumber('latest'));
    if (latest === null || Number(latest.number) <= executionNumber) return;
    const ours = await this.#call(() => this.engine.blockByNumber(executionNumber));
    if (ours?.hash !== executionHash) return;
    throw new PlaygroundError(
      'execution-ahead',
      `the execution client is at block ${Number(latest.number)}, but the beacon chain ends at block ${executionNumber} (slot ${slot})`,
      { hint: 'remove the data folder of the execution client too; it gets the blocks of the beacon chain again' },
    );
  }

  /**
   * Has the client execute a block's payload, and the blocks below it first if it has lost them.
   * Throws `EngineError`.
   */
  async newPayload(signed: SignedBeaconBlock): Promise<PayloadStatus> {
    const status = await this.#newPayloadOnce(signed);
    if (status.status !== 'SYNCING' && status.status !== 'ACCEPTED') return status;
    const parent = await this.#chain.block(bytesToHex(signed.message.parentRoot));
    if (parent === undefined) return status;
    await this.#resend(parent);
    return this.#newPayloadOnce(signed);
  }

  /**
   * Makes a block the client's head and, with attributes, has it begin the next payload.
   * Throws `EngineError`, also when the client does not call our head valid.
   */
  async setHead(head: ChainHead, attributes: EnginePayloadAttributes | null): Promise<Hex | null> {
    const state = await this.#forkchoiceState(head);
    const send = () => this.#call(() => this.engine.forkchoiceUpdatedV3(state, attributes));
    let result = await send();
    if (result.payloadStatus.status === 'SYNCING') {
      await this.#resend(head.block);
      result = await send();
    }
    return accepted(result, head.block);
  }

  async #forkchoiceState({ block, state }: ChainHead): Promise<ForkchoiceState> {
    return {
      headBlockHash: block.executionHash,
      safeBlockHash: await this.#chain.executionHashOf(this.#chain.justified(state)),
      finalizedBlockHash: await this.#chain.executionHashOf(this.#chain.finalized(state)),
    };
  }

  /** Gives the client this block and as many below it as it takes until it knows one. */
  async #resend(top: ChainBlock): Promise<void> {
    const missing: ChainBlock[] = [];
    let cursor: ChainBlock | undefined = top;
    while (cursor !== undefined && cursor.root !== this.#chain.genesis.block.root) {
      missing.push(cursor);
      const { status } = await this.#newPayloadOnce(cursor.signed);
      if (status !== 'SYNCING' && status !== 'ACCEPTED') break;
      cursor = await this.#chain.block(cursor.parentRoot);
    }
    this.#log.info('sending blocks again to the execution client', { count: missing.length, to: top.slot });
    for (const block of missing.reverse().slice(1)) await this.#newPayloadOnce(block.signed);
  }

  #newPayloadOnce({ message }: SignedBeaconBlock): Promise<PayloadStatus> {
    const { executionPayload, blobKzgCommitments, executionRequests } = message.body;
    return this.#call(() =>
      this.engine.newPayloadV4(
        payloadToEngine(executionPayload),
        blobKzgCommitments.map(versionedHash),
        bytesToHex(message.parentRoot),
        requestsToEngine(executionRequests),
      ),
    );
  }

  async #call<T>(run: () => Promise<T>): Promise<T> {
    try {
      const result = await run();
      if (!this.#reachable) this.#log.info('the execution client answers');
      this.#reachable = true;
      return result;
    } catch (error) {
      if (error instanceof EngineError && error.failure !== 'rpc') this.#reachable = false;
      throw error;
    }
  }
}

function accepted(result: ForkchoiceResult, block: ChainBlock): Hex | null {
  const { status, validationError } = result.payloadStatus;
  if (status === 'VALID') return result.payloadId;
  const reason = validationError === null ? '' : `: ${validationError}`;
  throw new EngineError('rpc', `engine_forkchoiceUpdatedV3: slot ${block.slot} is ${status}${reason}`);
}
