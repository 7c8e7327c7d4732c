import type { routes } from '@lodestar/api/beacon';
import { getValidatorStatus } from '@lodestar/types';
import { hexToBytes } from '../../../lib/hex.ts';
import type { BeaconState } from '../chain/types.ts';
import { badRequest } from './api-context.ts';

export type ValidatorResponse = routes.beacon.ValidatorResponse;

/** Validators of a state by index or public key, of certain statuses; unknown ones are passed over. */
export function validatorResponses(
  state: BeaconState,
  ids: readonly (string | number)[] = [],
  statuses: readonly string[] = [],
): ValidatorResponse[] {
  const indices =
    ids.length === 0 ? Array.from({ length: state.validators.length }, (_, index) => index) : indicesOf(state, ids);
  const responses = indices.map((index) => validatorResponse(state, index));
  if (statuses.length === 0) return responses;
  // A status may be general: `active` stands for every status that begins with `active_`.
  return responses.filter(({ status }) =>
    statuses.some((wanted) => status === wanted || status.startsWith(`${wanted}_`)),
  );
}

function indicesOf(state: BeaconState, ids: readonly (string | number)[]): number[] {
  return [...new Set(ids.map((id) => findValidator(state, id)))].filter((index) => index !== undefined);
}

/** Index of a validator; `undefined` if the state has none such. Throws `ApiError` 400 for what is no id. */
export function findValidator(state: BeaconState, id: string | number): number | undefined {
  const text = String(id);
  if (/^\d+$/.test(text)) return Number(text) < state.validators.length ? Number(text) : undefined;
  if (!/^0x[0-9a-fA-F]{96}$/.test(text)) throw badRequest(`"${text}" is neither a validator index nor a public key`);
  const index = state.epochCtx.pubkeyCache.getIndex(hexToBytes(text));
  return index !== null && index < state.validators.length ? index : undefined;
}

export function validatorResponse(state: BeaconState, index: number): ValidatorResponse {
  const validator = state.validators.getReadonly(index);
  return {
    index,
    balance: state.balances.get(index),
    status: getValidatorStatus(validator, state.epochCtx.epoch),
    validator: validator.toValue(),
  };
}
