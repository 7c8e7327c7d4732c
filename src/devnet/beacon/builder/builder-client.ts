import { ForkName } from '@lodestar/params';
import { type electra, ssz } from '@lodestar/types';
import type { Hex } from '../../../lib/hex.ts';
import { exchange, type HttpRequest, type HttpResponse } from '../../../lib/http-request.ts';
import { parseHttpUrl } from '../../../lib/listen.ts';
import type { BlobsBundle, ExecutionPayload } from '../../consensus/execution-payload.ts';

export type SignedBuilderBid = electra.SignedBuilderBid;
export type SignedRegistration = ReturnType<typeof ssz.bellatrix.SignedValidatorRegistrationV1.defaultValue>;

export interface RevealedPayload {
  payload: ExecutionPayload;
  blobs: BlobsBundle;
}

/** The builder did not give what was asked for. */
export class BuilderError extends Error {
  override readonly name = 'BuilderError';
  /** HTTP status; 0 where none came in time, or an answer that cannot be read. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const JSON_TYPE = 'application/json';
const SSZ_TYPE = 'application/octet-stream';
const EITHER = `${SSZ_TYPE};q=1, ${JSON_TYPE};q=0.9`;

/** The Builder API of a relay or of mev-boost (builder-specs). Methods throw `BuilderError`, and the system's error when nobody is there. */
export class BuilderClient {
  readonly #url: string;
  /** The key that bids must have, where the URL names one as its user (as mev-boost writes relays). */
  readonly pubkey: Hex | undefined;

  constructor(url: string) {
    const target = new URL(parseHttpUrl(url, 'builder'));
    const user = target.username.toLowerCase();
    this.pubkey = /^0x[0-9a-f]{96}$/.test(user) ? (user as Hex) : undefined;
    target.username = '';
    this.#url = target.href.replace(/\/$/, '');
  }

  async registerValidators(registrations: readonly SignedRegistration[], timeoutMs: number): Promise<void> {
    const list = registrations.map((item) => ssz.bellatrix.SignedValidatorRegistrationV1.toJson(item));
    const reply = await this.#post('/eth/v1/builder/validators', JSON.stringify(list), {}, timeoutMs);
    expectStatus(reply, 200);
  }

  /** `undefined` when there is no bid for this slot and parent. */
  async getHeader(
    slot: number,
    parentHash: Hex,
    pubkey: Hex,
    fork: ForkName,
    timeoutMs: number,
  ): Promise<SignedBuilderBid | undefined> {
    const reply = await this.#send(`/eth/v1/builder/header/${slot}/${parentHash}/${pubkey}`, {
      headers: { accept: EITHER, 'date-milliseconds': String(Date.now()), 'x-timeout-ms': String(timeoutMs) },
      timeoutMs,
    });
    if (reply.status === 204) return undefined;
    expectStatus(reply, 200);
    return decode(reply, fork, ssz.electra.SignedBuilderBid);
  }

  /** Electra: hands over the signed block and gets the payload for it. */
  async revealPayload(
    signed: electra.SignedBlindedBeaconBlock,
    fork: ForkName,
    timeoutMs: number,
  ): Promise<RevealedPayload> {
    const reply = await this.#postBlinded('/eth/v1/builder/blinded_blocks', signed, fork, timeoutMs);
    expectStatus(reply, 200);
    // The two forks differ in how many proofs a bundle may hold only.
    const type =
      fork === ForkName.electra ? ssz.electra.ExecutionPayloadAndBlobsBundle : ssz.fulu.ExecutionPayloadAndBlobsBundle;
    const { executionPayload, blobsBundle } = decode(reply, fork, type);
    return { payload: executionPayload, blobs: blobsBundle };
  }

  /** Fulu: hands over the signed block; whoever has its payload publishes the whole. */
  async submitBlindedBlock(signed: electra.SignedBlindedBeaconBlock, fork: ForkName, timeoutMs: number): Promise<void> {
    expectStatus(await this.#postBlinded('/eth/v2/builder/blinded_blocks', signed, fork, timeoutMs), 202);
  }

  #postBlinded(path: string, signed: electra.SignedBlindedBeaconBlock, fork: ForkName, timeoutMs: number) {
    const body = JSON.stringify(ssz.electra.SignedBlindedBeaconBlock.toJson(signed));
    return this.#post(path, body, { 'eth-consensus-version': fork, accept: EITHER }, timeoutMs);
  }

  async #send(path: string, request: HttpRequest): Promise<HttpResponse> {
    try {
      return await exchange(`${this.#url}${path}`, request);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error;
      throw new BuilderError(0, `no answer within ${request.timeoutMs} ms`);
    }
  }

  #post(path: string, body: string, headers: Record<string, string>, timeoutMs: number): Promise<HttpResponse> {
    return this.#send(path, {
      headers: { 'content-type': JSON_TYPE, ...headers },
      body,
      timeoutMs,
    });
  }
}

interface Decodable<T> {
  deserialize(bytes: Uint8Array): T;
  fromJson(json: unknown): T;
}

/** The data of an answer in either encoding, of the fork that was asked for. */
function decode<T>(reply: HttpResponse, fork: ForkName, type: Decodable<T>): T {
  try {
    if (reply.headers['content-type']?.includes(SSZ_TYPE)) {
      expectFork(reply.headers['eth-consensus-version'], fork);
      return type.deserialize(new Uint8Array(reply.body));
    }
    const json: { version?: unknown; data?: unknown } = JSON.parse(reply.body.toString('utf8'));
    expectFork(json.version, fork);
    return type.fromJson(json.data);
  } catch (error) {
    if (error instanceof BuilderError) throw error;
    throw new BuilderError(0, `unreadable answer: ${error instanceof Error ? error.message : error}`);
  }
}

function expectFork(version: unknown, fork: ForkName): void {
  if (typeof version === 'string' && version.toLowerCase() === fork) return;
  throw new BuilderError(0, `answer is for fork ${version}, this is ${fork}`);
}

function expectStatus(reply: HttpResponse, status: number): void {
  if (reply.status === status) return;
  const text = reply.body.toString('utf8').slice(0, 200);
  throw new BuilderError(reply.status, `HTTP ${reply.status} ${text}`.trim());
}
