import { bytesToHex } from '../../lib/hex.ts';
import type { Bid } from './auction.ts';
import { checkSubmission } from './check-submission.ts';
import { type DecodedSubmission, decodeSubmission } from './decode-submission.ts';
import { type Answer, messageAnswer } from './http/answer.ts';
import { HttpError } from './http/http-error.ts';
import { encodingOfBody } from './http/media-type.ts';
import type { RouteRequest } from './http/router.ts';
import type { RelayState } from './relay-state.ts';
import { receivedTraceOf } from './trace-store.ts';

/** `POST /relay/v1/builder/blocks` (relay-specs). */
export async function submitBlock(relay: RelayState, request: RouteRequest): Promise<Answer> {
  const receivedAtMs = relay.spec.clock.now();
  const cancellable = request.query.get('cancellations') === '1';
  const encoding = encodingOfBody(request.headers['content-type']);
  const version = request.headers['eth-consensus-version'];
  const body = await request.body();
  const decoded = decodeSubmission(body, encoding, typeof version === 'string' ? version : undefined, relay.spec);
  const checked = checkSubmission(relay, decoded.submission);
  if (checked === undefined) return { status: 200 };

  const bid = bidOf(decoded, receivedAtMs);
  if (isBelowFloor(relay, bid, cancellable)) {
    if (cancellable) relay.auction.cancel(bid, bid.builder);
    return messageAnswer(202, 'accepted bid below floor, skipped validation');
  }
  const objection = await relay.validator?.objection({
    ...decoded,
    registeredGasLimit: checked.registration.message.gas_limit,
    parentBeaconBlockRoot: checked.attributes.parentBeaconBlockRoot,
  });
  if (objection !== undefined) throw new HttpError(400, `simulation failed: ${objection}`);
  accept(relay, bid, cancellable);
  return { status: 200 };
}

/** A bid that cannot be cancelled must beat the floor; one that can may equal it, and takes the builder's bid back. */
function isBelowFloor(relay: RelayState, bid: Bid, cancellable: boolean): boolean {
  const floor = relay.auction.floorValue(bid);
  return cancellable ? bid.value < floor : bid.value <= floor;
}

/** Validation takes time: meanwhile the slot may have been delivered, or a newer block of the builder accepted. */
function accept(relay: RelayState, bid: Bid, cancellable: boolean): void {
  if (relay.lastDelivered !== undefined && bid.slot <= relay.lastDelivered.slot) {
    throw new HttpError(400, 'payload for this slot was already delivered');
  }
  const latest = relay.auction.latestFrom(bid, bid.builder);
  if (latest !== undefined && latest.receivedAtMs > bid.receivedAtMs) {
    throw new HttpError(400, 'already using a newer payload');
  }
  const isTop = relay.auction.place(bid, cancellable);
  relay.received.add(receivedTraceOf(bid));
  relay.metrics.count('relay_bids_total');
  const { slot, value, blockHash } = bid;
  relay.log.debug('bid', { slot, value, block: blockHash, top: isTop, transactions: bid.payload.transactions.length });
}

function bidOf({ fork, submission }: DecodedSubmission, receivedAtMs: number): Bid {
  const { message, executionPayload, blobsBundle, executionRequests } = submission;
  return {
    slot: message.slot,
    parentHash: bytesToHex(message.parentHash),
    proposer: bytesToHex(message.proposerPubkey),
    builder: bytesToHex(message.builderPubkey),
    blockHash: bytesToHex(message.blockHash),
    value: message.value,
    fork,
    trace: message,
    payload: executionPayload,
    blobsBundle,
    requests: executionRequests,
    receivedAtMs,
  };
}
