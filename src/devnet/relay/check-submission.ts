import { ssz } from '@lodestar/types';
import { bytesToHex } from '../../lib/hex.ts';
import { signingRoot } from '../consensus/builder-domain.ts';
import type { KnownAttributes } from './attributes-book.ts';
import { timestampAt } from './chain-spec.ts';
import { HttpError } from './http/http-error.ts';
import type { RelayState } from './relay-state.ts';
import { verifies } from './signing.ts';
import { BidTrace, type Submission } from './submission-types.ts';
import type { Registration } from './validator-registry.ts';

export interface CheckedSubmission {
  attributes: KnownAttributes;
  registration: Registration;
}

/**
 * The checks of a relay, in the order and with the words that builders know (they match on the texts).
 * `undefined` for a block without value or transactions, which is accepted and dropped. Throws `HttpError` 400.
 */
export function checkSubmission(relay: RelayState, submission: Submission): CheckedSubmission | undefined {
  const { message, executionPayload } = submission;
  checkTime(relay, submission);
  const registration = checkProposer(relay, message);
  if (message.value === 0n || executionPayload.transactions.length === 0) return undefined;
  checkAgreement(submission);
  const attributes = checkAttributes(relay, submission);
  if (relay.lastDelivered !== undefined && message.slot <= relay.lastDelivered.slot) {
    refuse('payload for this slot was already delivered');
  }
  const root = signingRoot(BidTrace.hashTreeRoot(message), relay.key.builderDomain);
  if (!verifies(root, message.builderPubkey, submission.signature)) refuse('invalid signature');
  return { attributes, registration };
}

function checkTime({ headSlot, spec }: RelayState, { message, executionPayload }: Submission): void {
  if (message.slot <= headSlot) refuse('submission for past slot');
  const expected = timestampAt(spec, message.slot);
  if (executionPayload.timestamp !== expected) {
    refuse(`incorrect timestamp. got ${executionPayload.timestamp}, expected ${expected}`);
  }
}

function checkProposer(relay: RelayState, message: BidTrace): Registration {
  const duty = relay.duties.at(message.slot);
  const registration = duty === undefined ? undefined : relay.registry.registration(duty.pubkey);
  if (duty === undefined || registration === undefined) refuse('could not find slot duty');
  if (bytesToHex(message.proposerPubkey) !== duty.pubkey) refuse('proposer pubkey does not match the slot duty');
  const feeRecipient = registration.message.fee_recipient;
  if (bytesToHex(message.proposerFeeRecipient) !== feeRecipient) {
    refuse(`fee recipient does not match. got ${bytesToHex(message.proposerFeeRecipient)}, expected ${feeRecipient}`);
  }
  return registration;
}

/** What the message says of the payload must be what the payload says. */
function checkAgreement({ message, executionPayload }: Submission): void {
  if (!equal(message.blockHash, executionPayload.blockHash)) refuse('block hash mismatch');
  if (!equal(message.parentHash, executionPayload.parentHash)) refuse('parent hash mismatch');
  if (message.gasLimit !== executionPayload.gasLimit) refuse('gas limit mismatch');
  if (message.gasUsed !== executionPayload.gasUsed) refuse('gas used mismatch');
}

function checkAttributes({ attributes: book }: RelayState, { message, executionPayload }: Submission): KnownAttributes {
  const attributes = book.find(message.slot, bytesToHex(message.parentHash));
  if (attributes === undefined) refuse('payload attributes not (yet) known');
  const prevRandao = bytesToHex(executionPayload.prevRandao);
  if (prevRandao !== attributes.prevRandao) {
    refuse(`incorrect prev_randao - got: ${prevRandao}, expected: ${attributes.prevRandao}`);
  }
  const withdrawalsRoot = bytesToHex(ssz.capella.Withdrawals.hashTreeRoot(executionPayload.withdrawals));
  if (withdrawalsRoot !== attributes.withdrawalsRoot) {
    refuse(`incorrect withdrawals root - got: ${withdrawalsRoot}, expected: ${attributes.withdrawalsRoot}`);
  }
  return attributes;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function refuse(message: string): never {
  throw new HttpError(400, message);
}
