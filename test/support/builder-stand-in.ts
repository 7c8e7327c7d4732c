import { SecretKey } from '@chainsafe/blst';
import { type electra, ssz } from '@lodestar/types';
import { builderDomain, signingRoot } from '../../src/devnet/consensus/builder-domain.ts';
import type { EnginePayload } from '../../src/devnet/consensus/engine-types.ts';
import {
  type ExecutionPayload,
  payloadFromEngine,
  payloadToHeader,
} from '../../src/devnet/consensus/execution-payload.ts';
import { bytesToHex, hexToBytes } from '../../src/lib/hex.ts';
import { readBody } from '../../src/lib/http-request.ts';
import { type Served, serve } from './serve.ts';

export const RELAY_KEY = SecretKey.fromBytes(
  hexToBytes('0x5eae315483f028b5cdd5d1090ff0c7618b18737ea9bf3c35047189db22835c48'),
);

type Bid = electra.BuilderBid;
type SignedBlinded = electra.SignedBlindedBeaconBlock;

/** How the stand-in treats each call; a test replaces what it is about. */
export interface BuilderManners {
  /** `undefined`: no bid. */
  payload(slot: number): EnginePayload | undefined;
  /** Last change to a bid before it is signed. */
  shape(bid: Bid): Bid;
  headerDelayMs: number;
  registrationStatus: number;
  /** HTTP status of each version of the call that reveals. */
  revealStatus: { v1: number; v2: number };
  encoding: 'json' | 'ssz';
  /** Called with the block to publish after the second version of the call. */
  publish(signed: electra.SignedBeaconBlock): Promise<void>;
}

/** The Builder API over real HTTP, with real signatures, behaving as the test says. */
export class BuilderStandIn {
  readonly calls: string[] = [];
  registrations: unknown[] = [];
  manners: BuilderManners;
  readonly #fork: 'electra' | 'fulu';
  readonly #offered = new Map<string, ExecutionPayload>();
  #served!: Served;

  private constructor(fork: 'electra' | 'fulu') {
    this.#fork = fork;
    this.manners = {
      payload: () => undefined,
      shape: (bid) => bid,
      headerDelayMs: 0,
      registrationStatus: 200,
      revealStatus: { v1: 200, v2: 202 },
      encoding: 'json',
      publish: async () => {},
    };
  }

  static async start(fork: 'electra' | 'fulu'): Promise<BuilderStandIn> {
    const builder = new BuilderStandIn(fork);
    builder.#served = await serve(async (request, response) => {
      const path = request.url ?? '';
      builder.calls.push(`${request.method} ${path}`);
      const body = (await readBody(request)).toString();
      const { status, content } = await builder.#answer(path, body);
      const isSsz = content instanceof Uint8Array;
      response.writeHead(status, {
        'content-type': isSsz ? 'application/octet-stream' : 'application/json',
        'eth-consensus-version': fork,
      });
      response.end(content);
    });
    return builder;
  }

  get url(): string {
    return this.#served.url;
  }

  close(): Promise<void> {
    return this.#served.close();
  }

  called(part: string): boolean {
    return this.calls.some((call) => call.includes(part));
  }

  async #answer(path: string, body: string): Promise<{ status: number; content?: string | Uint8Array }> {
    if (path.endsWith('/builder/validators')) {
      this.registrations = JSON.parse(body);
      return { status: this.manners.registrationStatus };
    }
    const slot = /\/builder\/header\/(\d+)\//.exec(path)?.[1];
    if (slot !== undefined) return this.#header(Number(slot));
    const version = path.includes('/v2/') ? 'v2' : 'v1';
    return this.#reveal(version, ssz.electra.SignedBlindedBeaconBlock.fromJson(JSON.parse(body)));
  }

  async #header(slot: number) {
    const built = this.manners.payload(slot);
    await new Promise((resolve) => setTimeout(resolve, this.manners.headerDelayMs));
    if (built === undefined) return { status: 204 };
    const payload = payloadFromEngine(built);
    this.#offered.set(built.blockHash, payload);
    const message = this.manners.shape({
      header: payloadToHeader(payload),
      blobKzgCommitments: [],
      executionRequests: { deposits: [], withdrawals: [], consolidations: [] },
      value: 1000n,
      pubkey: RELAY_KEY.toPublicKey().toBytes(),
    });
    const root = signingRoot(ssz.electra.BuilderBid.hashTreeRoot(message), builderDomain(hexToBytes('0x20000089')));
    const signed = { message, signature: RELAY_KEY.sign(root).toBytes() };
    return { status: 200, content: this.#encode(ssz.electra.SignedBuilderBid, signed) };
  }

  async #reveal(version: 'v1' | 'v2', { message, signature }: SignedBlinded) {
    const status = this.manners.revealStatus[version];
    if (status >= 400) return { status, content: JSON.stringify({ code: status, message: 'not revealed' }) };
    const { executionPayloadHeader, ...body } = message.body;
    const payload = this.#offered.get(bytesToHex(executionPayloadHeader.blockHash));
    if (payload === undefined) return { status: 400, content: '{"code":400,"message":"unknown payload"}' };
    if (version === 'v2') {
      void this.manners.publish({ message: { ...message, body: { ...body, executionPayload: payload } }, signature });
      return { status };
    }
    const revealed = { executionPayload: payload, blobsBundle: { commitments: [], proofs: [], blobs: [] } };
    return { status, content: this.#encode(ssz[this.#fork].ExecutionPayloadAndBlobsBundle, revealed) };
  }

  #encode<T>(type: { serialize(value: T): Uint8Array; toJson(value: T): unknown }, value: T): string | Uint8Array {
    if (this.manners.encoding === 'ssz') return type.serialize(value);
    return JSON.stringify({ version: this.#fork, data: type.toJson(value) });
  }
}
