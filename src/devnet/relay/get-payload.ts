import { type electra, ssz } from '@lodestar/types';
import { messageOf } from '../../lib/errors.ts';
import { bytesToHex } from '../../lib/hex.ts';
import { signingRoot } from '../consensus/builder-domain.ts';
import { payloadToHeader } from '../consensus/execution-payload.ts';
import type { Bid } from './auction.ts';
import { forkAt, type ScheduledFork } from './chain-spec.ts';
import { FORK_TYPES } from './fork-types.ts';
import { type Answer, jsonAnswer } from './http/answer.ts';
import { HttpError } from './http/http-error.ts';
import { acceptedEncoding, encodingOfBody } from './http/media-type.ts';
import type { RouteRequest } from './http/router.ts';
import type { RelayState } from './relay-state.ts';
import { proposerDomain, verifies } from './signing.ts';
import { traceOf } from './trace-store.ts';
import { wireJson } from './wire-json.ts';

/** A block that is signed later than this would not be attested to in time. */
const CUTOFF_MS = 4000;

type SignedBlindedBlock = electra.SignedBlindedBeaconBlock;

/** `POST /eth/v1/builder/blinded_blocks`: publishes the block, then answers with the payload (builder-specs). */
export async function getPayloadV1(relay: RelayState, request: RouteRequest): Promise<Answer> {
  const encoding = acceptedEncoding(request.headers.accept);
  const { block, bid } = await claimPayload(relay, request);
  await publish(relay, block, bid).catch((error) => {
    throw new HttpError(400, `could not publish the block: ${messageOf(error)}`);
  });
  const type = FORK_TYPES[bid.fork].ExecutionPayloadAndBlobsBundle;
  const value = { executionPayload: bid.payload, blobsBundle: bid.blobsBundle };
  const version = { 'eth-consensus-version': bid.fork };
  if (encoding === 'json') return jsonAnswer(200, wireJson({ version: bid.fork, data: type.toJson(value) }), version);
  const headers = { 'content-type': 'application/octet-stream', ...version };
  return { status: 200, headers, body: type.serialize(value) };
}

/** `POST /eth/v2/builder/blinded_blocks`: takes the block over and publishes it (builder-specs). */
export async function getPayloadV2(relay: RelayState, request: RouteRequest): Promise<Answer> {
  const { block, bid } = await claimPayload(relay, request);
  publish(relay, block, bid).catch((error) => {
    relay.log.error('could not publish the block', { slot: bid.slot, block: bid.blockHash, reason: messageOf(error) });
  });
  return { status: 202 };
}

/** All checks; on success the slot's payload belongs to this block. Throws `HttpError`. */
async function claimPayload(
  relay: RelayState,
  request: RouteRequest,
): Promise<{ block: SignedBlindedBlock; bid: Bid }> {
  const { block, fork } = await readBlock(relay, request);
  const { slot } = block.message;
  checkSignature(relay, block, fork);
  const proposer = relay.duties.at(slot)?.pubkey ?? '';
  const header = block.message.body.executionPayloadHeader;
  const blockHash = bytesToHex(header.blockHash);
  const bid = relay.auction.find(slot, proposer, blockHash);
  if (bid === undefined) throw new HttpError(400, 'no execution payload for this request');
  checkSameBlock(block, bid);
  await checkTime(relay, slot);
  deliverOnce(relay, slot, blockHash);
  return { block, bid };
}

async function readBlock(
  { spec }: RelayState,
  { headers, body: read }: RouteRequest,
): Promise<{ block: SignedBlindedBlock; fork: ScheduledFork }> {
  const encoding = encodingOfBody(headers['content-type']);
  const block = decodeBlock(await read(), encoding);
  const fork = forkAt(spec, block.message.slot);
  if (fork === undefined) throw new HttpError(400, 'the block belongs to a fork that this relay does not know');
  const version = headers['eth-consensus-version'];
  if (version !== undefined && String(version).toLowerCase() !== fork.fork) {
    throw new HttpError(400, `the block is of fork ${fork.fork}, but Eth-Consensus-Version says ${String(version)}`);
  }
  return { block, fork };
}

function decodeBlock(body: Buffer, encoding: 'json' | 'ssz'): SignedBlindedBlock {
  // The blinded block of Fulu is Electra's.
  const type = FORK_TYPES.electra.SignedBlindedBeaconBlock;
  try {
    return encoding === 'ssz' ? type.deserialize(body) : type.fromJson(JSON.parse(body.toString('utf8')));
  } catch (error) {
    throw new HttpError(400, `could not decode the blinded block: ${messageOf(error)}`);
  }
}

function checkSignature({ duties, spec }: RelayState, block: SignedBlindedBlock, fork: ScheduledFork): void {
  const duty = duties.at(block.message.slot);
  if (duty === undefined) throw new HttpError(400, 'could not find slot duty');
  if (duty.validatorIndex !== block.message.proposerIndex) {
    throw new HttpError(400, `proposer index ${block.message.proposerIndex} is not the slot's, ${duty.validatorIndex}`);
  }
  const domain = proposerDomain(fork.version, spec.genesisValidatorsRoot);
  const root = signingRoot(FORK_TYPES[fork.fork].BlindedBeaconBlock.hashTreeRoot(block.message), domain);
  if (!verifies(root, Buffer.from(duty.pubkey.slice(2), 'hex'), block.signature)) {
    throw new HttpError(400, 'could not verify payload signature');
  }
}

function checkSameBlock(block: SignedBlindedBlock, bid: Bid): void {
  const { executionPayloadHeader: header, blobKzgCommitments, executionRequests } = block.message.body;
  const type = FORK_TYPES[bid.fork].ExecutionPayloadHeader;
  if (!type.equals(header, payloadToHeader(bid.payload))) throw new HttpError(400, 'execution payload header mismatch');
  if (!ssz.electra.ExecutionRequests.equals(executionRequests, bid.requests)) {
    throw new HttpError(400, 'execution requests mismatch');
  }
  const { commitments } = bid.blobsBundle;
  const same =
    commitments.length === blobKzgCommitments.length &&
    commitments.every((commitment, i) => Buffer.compare(commitment, blobKzgCommitments[i] ?? new Uint8Array()) === 0);
  if (!same) throw new HttpError(400, 'blob commitments mismatch');
}

/** A block that comes before its slot waits for it: published early, it would be refused. */
async function checkTime({ spec }: RelayState, slot: number): Promise<void> {
  const late = spec.clock.msInto(slot);
  if (late > CUTOFF_MS) throw new HttpError(400, `sent too late: ${Math.round(late)} ms into the slot`);
  if (late < -spec.slotMs) throw new HttpError(400, 'sent too early: the slot is more than one slot ahead');
  await spec.clock.waitUntil(spec.clock.startOf(slot));
}

function deliverOnce(relay: RelayState, slot: number, blockHash: string): void {
  const last = relay.lastDelivered;
  if (last !== undefined && (slot < last.slot || (slot === last.slot && blockHash !== last.blockHash))) {
    throw new HttpError(400, 'another payload for this slot was already delivered');
  }
  relay.lastDelivered = { slot, blockHash };
}

/** Once for each block, however often its proposer asks; a failure may be tried again. */
function publish(relay: RelayState, block: SignedBlindedBlock, bid: Bid): Promise<void> {
  bid.publication ??= publishBlock(relay, block, bid).catch((error) => {
    bid.publication = undefined;
    throw error;
  });
  return bid.publication;
}

async function publishBlock(relay: RelayState, { message, signature }: SignedBlindedBlock, bid: Bid): Promise<void> {
  const { executionPayloadHeader: _, ...body } = message.body;
  const contents = FORK_TYPES[bid.fork].SignedBlockContents.serialize({
    signedBlock: { message: { ...message, body: { ...body, executionPayload: bid.payload } }, signature },
    kzgProofs: bid.blobsBundle.proofs,
    blobs: bid.blobsBundle.blobs,
  });
  await relay.beacon.publish(bid.fork, contents);
  const trace = traceOf(bid);
  relay.delivered.add(trace);
  relay.metrics.count('relay_payloads_delivered_total');
  const { slot, value, num_tx, block_hash, builder_pubkey } = trace;
  relay.log.info('payload delivered', {
    slot,
    value,
    transactions: num_tx,
    block: block_hash,
    builder: builder_pubkey,
  });
}
