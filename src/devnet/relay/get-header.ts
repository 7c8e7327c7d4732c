import { signingRoot } from '../consensus/builder-domain.ts';
import { payloadToHeader } from '../consensus/execution-payload.ts';
import type { Bid } from './auction.ts';
import { FORK_TYPES } from './fork-types.ts';
import { type Answer, jsonAnswer } from './http/answer.ts';
import { HttpError } from './http/http-error.ts';
import { acceptedEncoding } from './http/media-type.ts';
import type { RouteRequest } from './http/router.ts';
import type { RelayKey, RelayState } from './relay-state.ts';
import { wireJson } from './wire-json.ts';

/** A proposer that asks later than this has no time left to use the answer. */
const CUTOFF_MS = 3000;

const NO_BID: Answer = { status: 204 };

/** `GET /eth/v1/builder/header/{slot}/{parent_hash}/{pubkey}` (builder-specs). */
export function getHeader(relay: RelayState, { params, headers }: RouteRequest): Answer {
  const key = parseParams(params);
  const encoding = acceptedEncoding(headers.accept);
  if (key.slot < relay.headSlot) throw new HttpError(400, 'slot is too old');
  if (relay.spec.clock.msInto(key.slot) > CUTOFF_MS) return NO_BID;
  const bid = relay.auction.top(key);
  if (bid === undefined) return NO_BID;
  const type = FORK_TYPES[bid.fork].SignedBuilderBid;
  const signed = signBid(bid, relay.key);
  relay.auction.show(bid);
  relay.log.debug('bid shown', { slot: bid.slot, value: bid.value, block: bid.blockHash });
  const version = { 'eth-consensus-version': bid.fork };
  if (encoding === 'json') return jsonAnswer(200, wireJson({ version: bid.fork, data: type.toJson(signed) }), version);
  return {
    status: 200,
    headers: { 'content-type': 'application/octet-stream', ...version },
    body: type.serialize(signed),
  };
}

function parseParams({ slot = '', parent = '', pubkey = '' }: Record<string, string>) {
  if (!/^\d{1,15}$/.test(slot)) throw new HttpError(400, 'invalid slot');
  if (!/^0x[0-9a-fA-F]{64}$/.test(parent)) throw new HttpError(400, 'invalid hash');
  if (!/^0x[0-9a-fA-F]{96}$/.test(pubkey)) throw new HttpError(400, 'invalid pubkey');
  return { slot: Number(slot), parentHash: parent.toLowerCase(), proposer: pubkey.toLowerCase() };
}

/** The relay vouches for the bid with its own key, whoever built the block. */
function signBid(bid: Bid, key: RelayKey) {
  const type = FORK_TYPES[bid.fork].BuilderBid;
  const message = {
    header: payloadToHeader(bid.payload),
    blobKzgCommitments: bid.blobsBundle.commitments,
    executionRequests: bid.requests,
    value: bid.value,
    pubkey: key.pubkey,
  };
  const root = signingRoot(type.hashTreeRoot(message), key.builderDomain);
  return { message, signature: key.secret.sign(root).toBytes() };
}
