import type { routes } from '@lodestar/api/beacon';
import type { ApplicationMethods } from '@lodestar/api/server';
import { EPOCHS_PER_HISTORICAL_VECTOR, SLOTS_PER_EPOCH, SYNC_COMMITTEE_SUBNET_SIZE } from '@lodestar/params';
import { getRandaoMix } from '@lodestar/state-transition';
import type { BeaconState } from '../chain/types.ts';
import { type ApiContext, badRequest, notFound } from './api-context.ts';
import { resolveState } from './resolve-ids.ts';
import { findValidator, validatorResponse, validatorResponses } from './validator-responses.ts';

type Methods = ApplicationMethods<routes.beacon.Endpoints>;
type StateRoutes = Pick<
  Methods,
  | 'getStateRoot'
  | 'getStateFork'
  | 'getStateRandao'
  | 'getStateFinalityCheckpoints'
  | 'getStateValidators'
  | 'postStateValidators'
  | 'getStateValidator'
  | 'getStateValidatorBalances'
  | 'postStateValidatorBalances'
  | 'getEpochCommittees'
  | 'getEpochSyncCommittees'
>;

export function stateRoutes({ chain }: ApiContext): StateRoutes {
  const answer = async <T>(stateId: string | number, read: (state: BeaconState) => T) => {
    const { state, finalized } = await resolveState(chain, stateId);
    return { data: read(state), meta: { executionOptimistic: false, finalized } };
  };
  const validators: StateRoutes['getStateValidators'] = ({ stateId, validatorIds, statuses }) =>
    answer(stateId, (state) => validatorResponses(state, validatorIds, statuses));
  const balances: StateRoutes['getStateValidatorBalances'] = ({ stateId, validatorIds }) =>
    answer(stateId, (state) =>
      validatorResponses(state, validatorIds).map(({ index, balance }) => ({ index, balance })),
    );
  return {
    getStateRoot: ({ stateId }) => answer(stateId, (state) => ({ root: state.hashTreeRoot() })),
    getStateFork: ({ stateId }) => answer(stateId, (state) => state.fork.toValue()),
    getStateRandao: ({ stateId, epoch }) => answer(stateId, (state) => ({ randao: randaoOf(state, epoch) })),
    getStateFinalityCheckpoints: ({ stateId }) =>
      answer(stateId, (state) => ({
        previousJustified: state.previousJustifiedCheckpoint.toValue(),
        currentJustified: state.currentJustifiedCheckpoint.toValue(),
        finalized: state.finalizedCheckpoint.toValue(),
      })),
    getStateValidators: validators,
    postStateValidators: validators,
    getStateValidator: ({ stateId, validatorId }) =>
      answer(stateId, (state) => {
        const index = findValidator(state, validatorId);
        if (index === undefined) throw notFound(`there is no validator ${validatorId}`);
        return validatorResponse(state, index);
      }),
    getStateValidatorBalances: balances,
    postStateValidatorBalances: balances,
    getEpochCommittees: ({ stateId, ...filter }) => answer(stateId, (state) => committeesOf(state, filter)),
    getEpochSyncCommittees: ({ stateId, epoch }) => answer(stateId, (state) => syncCommitteeOf(state, epoch)),
  };
}

function epochOf(state: BeaconState): number {
  return Math.floor(state.slot / SLOTS_PER_EPOCH);
}

function randaoOf(state: BeaconState, epoch = epochOf(state)): Uint8Array {
  if (epoch > epochOf(state) || epoch < epochOf(state) - EPOCHS_PER_HISTORICAL_VECTOR + 1) {
    throw badRequest(`the state of epoch ${epochOf(state)} does not know the randao mix of epoch ${epoch}`);
  }
  return getRandaoMix(state, epoch);
}

interface CommitteeFilter {
  epoch?: number;
  index?: number;
  slot?: number;
}

function committeesOf(state: BeaconState, { epoch = epochOf(state), index, slot }: CommitteeFilter) {
  if (Math.abs(epoch - epochOf(state)) > 1) {
    throw badRequest(`the state of epoch ${epochOf(state)} does not know the committees of epoch ${epoch}`);
  }
  if (slot !== undefined && Math.floor(slot / SLOTS_PER_EPOCH) !== epoch) {
    throw badRequest(`slot ${slot} is not in epoch ${epoch}`);
  }
  const { committees } = state.epochCtx.getShufflingAtEpoch(epoch);
  return committees
    .flatMap((ofSlot, offset) =>
      ofSlot.map((validators, committee) => ({
        index: committee,
        slot: epoch * SLOTS_PER_EPOCH + offset,
        validators: Array.from(validators),
      })),
    )
    .filter((one) => (slot === undefined || one.slot === slot) && (index === undefined || one.index === index));
}

function syncCommitteeOf(state: BeaconState, epoch = epochOf(state)) {
  const validators = Array.from(indexedSyncCommittee(state, epoch));
  const validatorAggregates: number[][] = [];
  for (let start = 0; start < validators.length; start += SYNC_COMMITTEE_SUBNET_SIZE) {
    validatorAggregates.push(validators.slice(start, start + SYNC_COMMITTEE_SUBNET_SIZE));
  }
  return { validators, validatorAggregates };
}

function indexedSyncCommittee(state: BeaconState, epoch: number): ArrayLike<number> & Iterable<number> {
  try {
    return state.epochCtx.getIndexedSyncCommitteeAtEpoch(epoch).validatorIndices;
  } catch {
    throw badRequest(`the state of epoch ${epochOf(state)} does not know the sync committee of epoch ${epoch}`);
  }
}
