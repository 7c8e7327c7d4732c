import type { Operation } from './relay-routes.ts';

/** Where each operation is served; apart from the handlers, so that the server opens before their libraries load. */
export const API_PATHS: Record<Operation, ['GET' | 'POST', string]> = {
  registerValidators: ['POST', '/eth/v1/builder/validators'],
  getHeader: ['GET', '/eth/v1/builder/header/:slot/:parent/:pubkey'],
  getPayloadV1: ['POST', '/eth/v1/builder/blinded_blocks'],
  getPayloadV2: ['POST', '/eth/v2/builder/blinded_blocks'],
  submitBlock: ['POST', '/relay/v1/builder/blocks'],
  builderValidators: ['GET', '/relay/v1/builder/validators'],
  deliveredPayloads: ['GET', '/relay/v1/data/bidtraces/proposer_payload_delivered'],
  receivedBlocks: ['GET', '/relay/v1/data/bidtraces/builder_blocks_received'],
  validatorRegistration: ['GET', '/relay/v1/data/validator_registration'],
};
