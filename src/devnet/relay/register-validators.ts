import { PublicKey, Signature, verifyMultipleAggregateSignatures } from '@chainsafe/blst';
import { ListCompositeType } from '@chainsafe/ssz';
import { type bellatrix, ssz } from '@lodestar/types';
import { messageOf } from '../../lib/errors.ts';
import { bytesToHex } from '../../lib/hex.ts';
import { signingRoot } from '../consensus/builder-domain.ts';
import type { Answer } from './http/answer.ts';
import { HttpError } from './http/http-error.ts';
import { type Encoding, encodingOfBody } from './http/media-type.ts';
import type { RouteRequest } from './http/router.ts';
import type { RelayState } from './relay-state.ts';
import { verifies } from './signing.ts';
import type { Registration } from './validator-registry.ts';

/** What clocks may differ by, in seconds. */
const CLOCK_TOLERANCE_S = 10;

/** `VALIDATOR_REGISTRY_LIMIT` of the consensus specs. */
const Registrations = new ListCompositeType(ssz.bellatrix.SignedValidatorRegistrationV1, 2 ** 40);

type SignedRegistration = bellatrix.SignedValidatorRegistrationV1;

interface Candidate {
  registration: Registration;
  root: Uint8Array;
  signed: SignedRegistration;
}

/**
 * `POST /eth/v1/builder/validators` (builder-specs). The good registrations of a batch are kept even when the batch is
 * refused for a bad one.
 */
export async function registerValidators(relay: RelayState, request: RouteRequest): Promise<Answer> {
  const encoding = encodingOfBody(request.headers['content-type']);
  const list = decode(await request.body(), encoding);
  await knowValidators(relay, list);
  const objections: string[] = [];
  const candidates: Candidate[] = [];
  for (const signed of list) {
    const registration = toJson(signed);
    const objection = objectionTo(relay, registration);
    if (objection !== undefined) objections.push(objection);
    else if (relay.registry.isNews(registration)) candidates.push(candidateOf(relay, signed, registration));
  }
  const good = keepGenuine(candidates, objections);
  for (const { registration } of good) relay.registry.save(registration);
  relay.metrics.count('relay_registrations_total', '', good.length);
  if (good.length > 0)
    relay.log.info('validators registered', { count: good.length, total: relay.registry.registeredCount });
  if (objections[0] !== undefined) throw new HttpError(400, objections[0]);
  return { status: 200 };
}

function decode(body: Buffer, encoding: Encoding): SignedRegistration[] {
  try {
    return encoding === 'ssz'
      ? Registrations.deserialize(body)
      : Registrations.fromJson(JSON.parse(body.toString('utf8')));
  } catch (error) {
    throw new HttpError(400, `could not decode the registrations: ${messageOf(error)}`);
  }
}

/** A validator that is new to us may be new to the chain: then the list is read again. */
async function knowValidators({ registry }: RelayState, list: readonly SignedRegistration[]): Promise<void> {
  if (list.some(({ message }) => !registry.isKnown(bytesToHex(message.pubkey)))) await registry.refresh();
}

function objectionTo({ registry, spec }: RelayState, { message }: Registration): string | undefined {
  const now = Math.floor(spec.clock.now() / 1000);
  const timestamp = Number(message.timestamp);
  if (!registry.isKnown(message.pubkey)) return `not a known validator: ${message.pubkey}`;
  if (timestamp > now + CLOCK_TOLERANCE_S) return `timestamp too far in the future: ${message.timestamp}`;
  // Validators register before genesis too, with the time of then.
  if (timestamp < Math.min(spec.genesisTime, now - CLOCK_TOLERANCE_S))
    return `timestamp too early: ${message.timestamp}`;
  return undefined;
}

function candidateOf({ key }: RelayState, signed: SignedRegistration, registration: Registration): Candidate {
  const root = ssz.bellatrix.ValidatorRegistrationV1.hashTreeRoot(signed.message);
  return { registration, signed, root: signingRoot(root, key.builderDomain) };
}

/** All signatures at once, which is several times faster; one by one only to tell which is wrong. */
function keepGenuine(candidates: Candidate[], objections: string[]): Candidate[] {
  if (allGenuine(candidates)) return candidates;
  return candidates.filter(({ root, signed, registration }) => {
    const genuine = verifies(root, signed.message.pubkey, signed.signature);
    if (!genuine) objections.push(`failed to verify validator signature for ${registration.message.pubkey}`);
    return genuine;
  });
}

function allGenuine(candidates: readonly Candidate[]): boolean {
  if (candidates.length === 0) return true;
  try {
    const sets = candidates.map(({ root, signed }) => ({
      msg: root,
      pk: PublicKey.fromBytes(signed.message.pubkey),
      sig: Signature.fromBytes(signed.signature),
    }));
    return verifyMultipleAggregateSignatures(sets, true, true);
  } catch {
    return false;
  }
}

function toJson({ message, signature }: SignedRegistration): Registration {
  return {
    message: {
      fee_recipient: bytesToHex(message.feeRecipient),
      gas_limit: String(message.gasLimit),
      timestamp: String(message.timestamp),
      pubkey: bytesToHex(message.pubkey),
    },
    signature: bytesToHex(signature),
  };
}
