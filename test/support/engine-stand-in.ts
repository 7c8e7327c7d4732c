import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type {
  EngineBlobsBundle,
  EnginePayload,
  EnginePayloadAttributes,
  ForkchoiceState,
  PayloadStatus,
} from '../../src/devnet/consensus/engine-types.ts';
import type { Hex } from '../../src/lib/hex.ts';
import { readBody } from '../../src/lib/http-request.ts';
import { type Served, serve } from './serve.ts';

const ZERO_HASH: Hex = `0x${'00'.repeat(32)}`;

interface Build {
  parent: Hex;
  attributes: EnginePayloadAttributes;
}

type Answer = { result: unknown } | { error: { code: number; message: string } };

/**
 * The Engine API over real HTTP with chains of made-up blocks: it executes nothing, but links, numbers and hashes them,
 * and fails as the test says. Real execution clients can not be made to fail on demand.
 */
export class EngineStandIn {
  readonly calls: string[] = [];
  forkchoice: ForkchoiceState | undefined;
  /** What the next payloads carry. */
  transactions: Hex[] = [];
  /** The blobs of the next payloads. */
  blobsBundle: EngineBlobsBundle = { commitments: [], proofs: [], blobs: [] };
  /** Answers nothing while set. */
  silent = false;
  /** The verdict on every payload that it does not know yet. */
  verdict: PayloadStatus['status'] = 'VALID';
  readonly #blocks = new Map<Hex, { number: number; parent: Hex }>();
  readonly #builds = new Map<Hex, Build>();
  #served!: Served;
  #genesis: Hex;

  private constructor(genesis: Hex) {
    this.#genesis = genesis;
    this.#blocks.set(genesis, { number: 0, parent: ZERO_HASH });
  }

  static async start(genesisHash: Hex, port = 0): Promise<EngineStandIn> {
    const engine = new EngineStandIn(genesisHash);
    await engine.#listen(port);
    return engine;
  }

  get url(): string {
    return this.#served.url;
  }

  get head(): Hex {
    return this.forkchoice?.headBlockHash ?? this.#genesis;
  }

  knows(hash: Hex): boolean {
    return this.#blocks.has(hash);
  }

  /** Loses blocks and everything that was being built, as a client does that is killed. */
  forget(...hashes: Hex[]): void {
    for (const hash of hashes) this.#blocks.delete(hash);
    this.#builds.clear();
  }

  close(): Promise<void> {
    return this.#served.close();
  }

  /** Comes back on the port that it had. */
  async reopen(): Promise<void> {
    await this.#listen(this.#served.port);
  }

  async #listen(port: number): Promise<void> {
    this.#served = await serve(async (request, response) => {
      const call = JSON.parse((await readBody(request)).toString()) as { method: string; params: unknown[] };
      this.calls.push(call.method);
      if (!this.silent) reply(response, this.#answer(call.method, call.params));
    }, port);
  }

  #answer(method: string, params: unknown[]): Answer {
    switch (method) {
      case 'eth_getBlockByNumber':
        return { result: this.#blockByNumber(params[0] as string) };
      case 'engine_forkchoiceUpdatedV3':
        return this.#forkchoiceUpdated(params[0] as ForkchoiceState, params[1] as EnginePayloadAttributes | null);
      case 'engine_getPayloadV4':
      case 'engine_getPayloadV5':
        return this.#getPayload(params[0] as Hex);
      case 'engine_newPayloadV4':
        return { result: this.#newPayload(params[0] as EnginePayload) };
      default:
        return { error: { code: -32601, message: `the method ${method} does not exist` } };
    }
  }

  #blockByNumber(wanted: string) {
    let hash = this.head;
    for (let block = this.#blocks.get(hash); block !== undefined; block = this.#blocks.get(block.parent)) {
      const number: Hex = `0x${block.number.toString(16)}`;
      if (wanted === 'latest' || wanted === number) return { hash, parentHash: block.parent, number, timestamp: '0x0' };
      hash = block.parent;
    }
    return null;
  }

  #forkchoiceUpdated(state: ForkchoiceState, attributes: EnginePayloadAttributes | null): Answer {
    if (!this.#blocks.has(state.headBlockHash))
      return { result: { payloadStatus: status('SYNCING'), payloadId: null } };
    this.forkchoice = state;
    if (attributes === null) return { result: { payloadStatus: status('VALID'), payloadId: null } };
    const payloadId = hashOf([state.headBlockHash, attributes]).slice(0, 18) as Hex;
    this.#builds.set(payloadId, { parent: state.headBlockHash, attributes });
    return { result: { payloadStatus: status('VALID'), payloadId } };
  }

  #newPayload(payload: EnginePayload): PayloadStatus {
    if (this.#blocks.has(payload.blockHash)) return status('VALID');
    if (this.verdict !== 'VALID') return { ...status(this.verdict), validationError: 'as the test says' };
    if (!this.#blocks.has(payload.parentHash)) return status('SYNCING');
    if (payload.blockHash !== blockHashOf(payload))
      return { ...status('INVALID'), validationError: 'block hash mismatch' };
    this.#blocks.set(payload.blockHash, { number: Number(payload.blockNumber), parent: payload.parentHash });
    return status('VALID');
  }

  #getPayload(payloadId: Hex): Answer {
    const build = this.#builds.get(payloadId);
    if (build === undefined) return { error: { code: -38001, message: 'Unknown payload' } };
    return {
      result: {
        executionPayload: this.makePayload(build.parent, build.attributes),
        blockValue: '0x64',
        blobsBundle: this.blobsBundle,
        shouldOverrideBuilder: false,
        executionRequests: [],
      },
    };
  }

  /** A payload on top of a block that is known here. */
  makePayload(parent: Hex, attributes: EnginePayloadAttributes, changes: Partial<EnginePayload> = {}): EnginePayload {
    const payload: EnginePayload = {
      parentHash: parent,
      feeRecipient: attributes.suggestedFeeRecipient,
      stateRoot: ZERO_HASH,
      receiptsRoot: ZERO_HASH,
      logsBloom: `0x${'00'.repeat(256)}`,
      prevRandao: attributes.prevRandao,
      blockNumber: `0x${((this.#blocks.get(parent)?.number ?? 0) + 1).toString(16)}`,
      gasLimit: '0x3938700',
      gasUsed: '0x0',
      timestamp: attributes.timestamp,
      extraData: '0x',
      baseFeePerGas: '0x7',
      blockHash: ZERO_HASH,
      transactions: this.transactions,
      withdrawals: attributes.withdrawals,
      blobGasUsed: '0x0',
      excessBlobGas: '0x0',
      ...changes,
    };
    return { ...payload, blockHash: blockHashOf(payload) };
  }
}

function blockHashOf(payload: EnginePayload): Hex {
  return hashOf({ ...payload, blockHash: null });
}

function hashOf(value: unknown): Hex {
  return `0x${createHash('sha256').update(JSON.stringify(value)).digest('hex')}`;
}

function status(value: PayloadStatus['status']): PayloadStatus {
  return { status: value, latestValidHash: null, validationError: null };
}

function reply(response: ServerResponse, answer: Answer): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, ...answer }));
}
