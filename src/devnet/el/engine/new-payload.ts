import type { Block } from '@ethereumjs/block';
import { createTxFromRLP, isBlob4844Tx, type TypedTransaction } from '@ethereumjs/tx';
import { equalsBytes } from '@ethereumjs/util';
import { messageOf } from '../../../lib/errors.ts';
import { bytesToHex, type Hex, hexToBytes } from '../../../lib/hex.ts';
import type { EnginePayload } from '../../consensus/engine-types.ts';
import type { BlockImporter } from '../block-importer.ts';
import type { Chain } from '../chain.ts';
import { InvalidBlockError } from '../execute-block.ts';
import type { PayloadBuilder } from '../payload-builder.ts';
import type { Pool } from '../pool.ts';
import { asBytes, asHash, asList, asObject, asQuantity, type Params } from '../rpc/params.ts';
import { invalidParams } from '../rpc/rpc-error.ts';
import { unsupportedFork } from './engine-error.ts';
import type { InvalidBlocks } from './invalid-blocks.ts';
import { blockOfPayload, payloadOfBlock, requestsHash } from './payload.ts';
import { invalid, type PayloadStatus, syncing, valid } from './payload-status.ts';

export interface NewPayloadParts {
  chain: Chain;
  pool: Pool;
  builder: PayloadBuilder;
  importer: BlockImporter;
  invalidBlocks: InvalidBlocks;
}

interface NewPayload {
  payload: EnginePayload;
  versionedHashes: Hex[];
  parentBeaconBlockRoot: Hex;
  requests: Hex[];
}

const LINKS_TO_REJECTED = 'links to previously rejected block';
const PAYLOAD_FIELDS = [
  'parentHash',
  'feeRecipient',
  'stateRoot',
  'receiptsRoot',
  'logsBloom',
  'prevRandao',
  'blockNumber',
  'gasLimit',
  'gasUsed',
  'timestamp',
  'extraData',
  'baseFeePerGas',
  'blockHash',
  'transactions',
  'withdrawals',
  'blobGasUsed',
  'excessBlobGas',
] as const;

/** engine_newPayloadV4 (Prague and Osaka): checks and executes a block, and keeps it if it is valid. */
export async function newPayload(parts: NewPayloadParts, params: Params): Promise<PayloadStatus> {
  const { chain, builder, invalidBlocks } = parts;
  const input = readParams(params);
  const { payload } = input;
  const hash = payload.blockHash.toLowerCase() as Hex;
  const common = chain.rules.at(BigInt(payload.blockNumber), BigInt(payload.timestamp));
  if (!common.isActivatedEIP(7685)) throw unsupportedFork();
  const stored = chain.block(hash)?.block;
  if (stored !== undefined && isThisBlock(input, stored)) return valid(hash);
  const built = builder.known(hash);
  if (built !== undefined && isThisBlock(input, built.block.block)) {
    chain.add(built.block, built.nodes);
    return valid(hash);
  }
  const known = invalidBlocks.get(hash);
  if (known !== undefined) return invalid(known.latestValidHash, known.reason);
  return importPayload(parts, input, hash);
}

async function importPayload(parts: NewPayloadParts, input: NewPayload, hash: Hex): Promise<PayloadStatus> {
  const { chain, importer, invalidBlocks } = parts;
  const senders = new Map<string, Hex>();
  // What is wrong with the payload itself is not held against its hash, which may be another block's.
  const block = await decodePayload(parts, input, senders).catch(messageOf);
  if (typeof block === 'string') return invalid(null, block);
  const parentHash = bytesToHex(block.header.parentHash);
  const badParent = invalidBlocks.get(parentHash);
  if (badParent !== undefined) {
    invalidBlocks.add(hash, badParent.latestValidHash, LINKS_TO_REJECTED);
    return invalid(badParent.latestValidHash, LINKS_TO_REJECTED);
  }
  const parent = chain.block(parentHash);
  if (parent === undefined) return syncing();
  try {
    await importer.import(block, parent, senders);
    return valid(hash);
  } catch (error) {
    if (!(error instanceof InvalidBlockError)) throw error;
    const reason = error.message.slice(0, 500);
    invalidBlocks.add(hash, parent.hash, reason);
    return invalid(parent.hash, reason);
  }
}

async function decodePayload(
  { chain, pool }: NewPayloadParts,
  { payload, requests, parentBeaconBlockRoot, versionedHashes }: NewPayload,
  senders: Map<string, Hex>,
): Promise<Block> {
  const common = chain.rules.at(BigInt(payload.blockNumber), BigInt(payload.timestamp));
  const transactions = payload.transactions.map((encoded, index) => decode(encoded, index, common, pool, senders));
  const block = await blockOfPayload(payload, transactions, parentBeaconBlockRoot, requests, common);
  checkVersionedHashes(transactions, versionedHashes);
  return block;
}

/** A pooled transaction is taken as it is: its sender need not be recovered again. */
function decode(
  encoded: Hex,
  index: number,
  common: NonNullable<Parameters<typeof createTxFromRLP>[1]>['common'],
  pool: Pool,
  senders: Map<string, Hex>,
): TypedTransaction {
  try {
    const bytes = hexToBytes(encoded);
    const transaction = createTxFromRLP(bytes, common === undefined ? {} : { common });
    const hash = bytesToHex(transaction.hash());
    const pooled = pool.get(hash);
    if (pooled === undefined) return transaction;
    senders.set(hash.slice(2), pooled.sender);
    return pooled.transaction;
  } catch (error) {
    throw new Error(`invalid transaction ${index}: ${messageOf(error)}`);
  }
}

function versionedHashesOf(transactions: readonly TypedTransaction[]): Hex[] {
  return transactions.flatMap((transaction) => (isBlob4844Tx(transaction) ? transaction.blobVersionedHashes : []));
}

function checkVersionedHashes(transactions: TypedTransaction[], claimed: Hex[]): void {
  const contained = versionedHashesOf(transactions);
  if (contained.length === claimed.length && contained.every((hash, index) => hash === claimed[index])) return;
  throw new Error(`invalid number of versionedHashes or mismatch: have ${contained.length}, claimed ${claimed.length}`);
}

/** Whether the payload is that block in every field, and not only by the hash that it claims. */
function isThisBlock({ payload, requests, versionedHashes, parentBeaconBlockRoot }: NewPayload, block: Block): boolean {
  const own = payloadOfBlock(block) as unknown as Record<string, unknown>;
  const given = payload as unknown as Record<string, unknown>;
  const { header, transactions } = block;
  return (
    Object.entries(own).every(([field, value]) => JSON.stringify(value) === JSON.stringify(given[field])) &&
    bytesToHex(header.parentBeaconBlockRoot ?? new Uint8Array()) === parentBeaconBlockRoot &&
    equalsBytes(header.requestsHash ?? new Uint8Array(), requestsHash(requests.map(hexToBytes))) &&
    versionedHashes.join() === versionedHashesOf(transactions).join()
  );
}

/** Throws -32602 for what is malformed rather than invalid. */
function readParams(params: Params): NewPayload {
  const payload = params.object(0);
  for (const field of PAYLOAD_FIELDS) {
    if (payload[field] === undefined || payload[field] === null)
      throw invalidParams(`missing required field '${field}' for ExecutableData`);
  }
  for (const field of [
    'blockNumber',
    'gasLimit',
    'gasUsed',
    'timestamp',
    'baseFeePerGas',
    'blobGasUsed',
    'excessBlobGas',
  ]) {
    asQuantity(payload[field], field);
  }
  asHash(payload.blockHash, 'blockHash');
  asHash(payload.parentHash, 'parentHash');
  const requests = params.list(3).map((request) => bytesToHex(asBytes(request, 'argument 3')));
  for (const transaction of asList(payload.transactions, 'transactions')) asBytes(transaction, 'transactions');
  for (const withdrawal of asList(payload.withdrawals, 'withdrawals')) asObject(withdrawal, 'withdrawals');
  checkRequests(requests);
  return {
    payload: asObject(payload, 'argument 0') as unknown as EnginePayload,
    versionedHashes: params.list(1).map((hash) => asHash(hash, 'argument 1')),
    parentBeaconBlockRoot: params.hash(2),
    requests,
  };
}

/** EIP-7685: in ascending order of type, each once, none empty. */
function checkRequests(requests: Hex[]): void {
  let last = -1;
  for (const request of requests) {
    const bytes = hexToBytes(request);
    const type = bytes[0] ?? -1;
    if (bytes.length <= 1) throw invalidParams('empty execution request');
    if (type <= last) throw invalidParams('execution requests are not in ascending order of type');
    last = type;
  }
}
