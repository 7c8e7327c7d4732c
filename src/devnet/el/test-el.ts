import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesToHex, type Hex, quantity } from '../../lib/hex.ts';
import { createLogger } from '../../lib/log.ts';
import type { EnginePayload, EngineWithdrawal } from '../consensus/engine-types.ts';
import { versionedHash as computeVersionedHash } from './blob-sidecar.ts';
import type { Genesis } from './genesis.ts';
import { elProgram, type RunningEl } from './program.ts';

export const ZERO_HASH: Hex = `0x${'00'.repeat(32)}`;
const JWT_SECRET = '11'.repeat(32);

interface RpcAnswer {
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
}

export interface PayloadEnvelope {
  executionPayload: EnginePayload;
  blockValue: Hex;
  blobsBundle: { blobs: Hex[]; commitments: Hex[]; proofs: Hex[] };
  executionRequests: Hex[];
}

export interface AttributesOptions {
  withdrawals?: EngineWithdrawal[];
  feeRecipient?: Hex;
  timestamp?: number;
}

/** Writes what the program reads into a fresh folder. */
export async function writeElFolder(genesis: Genesis): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'el-'));
  await writeFile(join(folder, 'genesis.json'), JSON.stringify(genesis));
  await writeFile(join(folder, 'jwtsecret'), JWT_SECRET);
  return folder;
}

export function elOptions(folder: string): Record<string, string> {
  return {
    chain: join(folder, 'genesis.json'),
    datadir: join(folder, 'data'),
    'http.addr': '127.0.0.1',
    'http.port': '0',
    'ws.addr': '127.0.0.1',
    'ws.port': '0',
    'authrpc.addr': '127.0.0.1',
    'authrpc.port': '0',
    'authrpc.jwtsecret': join(folder, 'jwtsecret'),
  };
}

export function engineToken(issuedAt = Math.floor(Date.now() / 1000), secret = JWT_SECRET): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iat: issuedAt })}`;
  return `${content}.${createHmac('sha256', Buffer.from(secret, 'hex')).update(content).digest('base64url')}`;
}

export async function rpcCall(url: string, method: string, params: unknown[], token?: string): Promise<RpcAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return (await response.json()) as RpcAnswer;
}

/** The client under test with a beacon node's hands: everything goes over its ports. */
export class TestEl {
  readonly folder: string;
  readonly fork: 'prague' | 'osaka';
  running: RunningEl;

  private constructor(folder: string, fork: 'prague' | 'osaka', running: RunningEl) {
    this.folder = folder;
    this.fork = fork;
    this.running = running;
  }

  static async start(genesis: Genesis): Promise<TestEl> {
    const folder = await writeElFolder(genesis);
    return new TestEl(folder, 'osakaTime' in genesis.config ? 'osaka' : 'prague', await TestEl.#run(folder));
  }

  static #run(folder: string): Promise<RunningEl> {
    return elProgram.run(elOptions(folder), { log: createLogger('el', 'error'), logLevel: 'error' });
  }

  async restart(): Promise<void> {
    await this.running.stop();
    this.running = await TestEl.#run(this.folder);
  }

  async stop(): Promise<void> {
    await this.running.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  rpc(method: string, ...params: unknown[]): Promise<RpcAnswer> {
    return rpcCall(this.running.endpoints.http, method, params);
  }

  engine(method: string, ...params: unknown[]): Promise<RpcAnswer> {
    return rpcCall(this.running.endpoints.authrpc, method, params, engineToken());
  }

  /** The result; throws the error as its message. */
  async ask<T>(method: string, ...params: unknown[]): Promise<T> {
    const call = method.startsWith('engine_') ? this.engine(method, ...params) : this.rpc(method, ...params);
    const { result, error } = await call;
    if (error !== undefined) throw new Error(`${method}: ${error.message} (${error.code})`);
    return result as T;
  }

  async head(): Promise<{ hash: Hex; number: Hex; timestamp: Hex }> {
    return this.ask('eth_getBlockByNumber', 'latest', false);
  }

  /** forkchoiceUpdated with attributes: the payload's id. */
  async prepare(options: AttributesOptions = {}, headHash?: Hex): Promise<Hex> {
    const head = await this.ask<{ hash: Hex; timestamp: Hex }>(
      'eth_getBlockByHash',
      headHash ?? (await this.head()).hash,
      false,
    );
    const { payloadId, payloadStatus } = await this.ask<{ payloadId: Hex; payloadStatus: { status: string } }>(
      'engine_forkchoiceUpdatedV3',
      { headBlockHash: head.hash, safeBlockHash: ZERO_HASH, finalizedBlockHash: ZERO_HASH },
      {
        timestamp: quantity(options.timestamp ?? Number(head.timestamp) + 12),
        prevRandao: bytesToHex(new Uint8Array(32).fill(7)),
        suggestedFeeRecipient: options.feeRecipient ?? '0x690b9a9e9aa1c9db991c7721a92d351db4fac990',
        withdrawals: options.withdrawals ?? [],
        parentBeaconBlockRoot: PARENT_BEACON_BLOCK_ROOT,
      },
    );
    if (payloadStatus.status !== 'VALID' || payloadId === null)
      throw new Error(`not prepared: ${payloadStatus.status}`);
    return payloadId;
  }

  payload(id: Hex): Promise<PayloadEnvelope> {
    return this.ask(this.fork === 'osaka' ? 'engine_getPayloadV5' : 'engine_getPayloadV4', id);
  }

  submit({
    executionPayload,
    blobsBundle,
    executionRequests,
  }: PayloadEnvelope): Promise<{ status: string; validationError: string | null; latestValidHash: Hex | null }> {
    const hashes = blobsBundle.commitments.map((commitment) => versionedHash(commitment));
    return this.ask('engine_newPayloadV4', executionPayload, hashes, PARENT_BEACON_BLOCK_ROOT, executionRequests);
  }

  setHead(
    hash: Hex,
    safe: Hex = ZERO_HASH,
    finalized: Hex = ZERO_HASH,
  ): Promise<{ payloadStatus: { status: string; latestValidHash: Hex | null }; payloadId: Hex | null }> {
    return this.ask(
      'engine_forkchoiceUpdatedV3',
      { headBlockHash: hash, safeBlockHash: safe, finalizedBlockHash: finalized },
      null,
    );
  }

  /** One block with what the pool has, as a beacon node makes it. */
  async mine(options: AttributesOptions = {}, parent?: Hex): Promise<PayloadEnvelope> {
    const envelope = await this.payload(await this.prepare(options, parent));
    const { status, validationError } = await this.submit(envelope);
    if (status !== 'VALID') throw new Error(`own payload is ${status}: ${validationError}`);
    await this.setHead(envelope.executionPayload.blockHash);
    return envelope;
  }
}

export const PARENT_BEACON_BLOCK_ROOT = bytesToHex(new Uint8Array(32).fill(9));

function versionedHash(commitment: Hex): Hex {
  return computeVersionedHash(Buffer.from(commitment.slice(2), 'hex'));
}
