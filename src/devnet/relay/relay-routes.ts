import { getHeader } from './get-header.ts';
import { getPayloadV1, getPayloadV2 } from './get-payload.ts';
import { type Answer, jsonAnswer } from './http/answer.ts';
import { HttpError } from './http/http-error.ts';
import type { RouteRequest } from './http/router.ts';
import { registerValidators } from './register-validators.ts';
import type { RelayState } from './relay-state.ts';
import { submitBlock } from './submit-block.ts';
import { deliveredQuery, receivedQuery } from './trace-query.ts';

type Handler = (relay: RelayState, request: RouteRequest) => Answer | Promise<Answer>;

/** The handlers that need the beacon node, by the operation names of `API_PATHS`. */
export const HANDLERS = {
  registerValidators,
  getHeader,
  getPayloadV1,
  getPayloadV2,
  submitBlock,
  builderValidators: (relay) => jsonAnswer(200, upcomingProposers(relay)),
  deliveredPayloads: (relay, { query }) => jsonAnswer(200, relay.delivered.find(deliveredQuery(query))),
  receivedBlocks: (relay, { query }) => jsonAnswer(200, relay.received.find(receivedQuery(query))),
  validatorRegistration: (relay, { query }) => jsonAnswer(200, registrationOf(relay, query.get('pubkey'))),
} satisfies Record<string, Handler>;

export type Operation = keyof typeof HANDLERS;

/** `GET /relay/v1/builder/validators`: the registered proposers of this epoch and the next. */
function upcomingProposers({ duties, registry }: RelayState): object[] {
  return duties.upcoming.flatMap(({ slot, validatorIndex, pubkey }) => {
    const entry = registry.registration(pubkey);
    return entry === undefined ? [] : [{ slot: String(slot), validator_index: String(validatorIndex), entry }];
  });
}

function registrationOf({ registry }: RelayState, pubkey: string | null): object {
  if (pubkey === null || pubkey === '') throw new HttpError(400, 'missing pubkey');
  if (!/^0x[0-9a-fA-F]{96}$/.test(pubkey)) throw new HttpError(400, 'invalid pubkey argument');
  const registration = registry.registration(pubkey.toLowerCase());
  if (registration === undefined)
    throw new HttpError(400, `no registration found for validator ${pubkey.toLowerCase()}`);
  return registration;
}
