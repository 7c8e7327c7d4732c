import type { routes } from '@lodestar/api/beacon';
import type { ApplicationMethods } from '@lodestar/api/server';
import { EPOCHS_PER_SYNC_COMMITTEE_PERIOD, ForkSeq, SLOTS_PER_EPOCH } from '@lodestar/params';
import type { Hex } from '../../../lib/hex.ts';
import { dutyDependentRoot } from '../chain/duty-dependent-root.ts';
import type { BeaconState } from '../chain/types.ts';
import { type ApiContext, badRequest } from './api-context.ts';
import { rethrowBuilderError } from './builder-refusal.ts';

type Methods = ApplicationMethods<routes.validator.Endpoints>;
type DutyRoutes = Pick<
  Methods,
  | 'getProposerDuties'
  | 'getProposerDutiesV2'
  | 'getAttesterDuties'
  | 'getSyncCommitteeDuties'
  | 'prepareBeaconProposer'
  | 'registerValidator'
>;

const REGISTRATION_TIMEOUT_MS = 3000;

/** Who does what when. A validator client needs more than this: it cannot attest or propose through this API yet. */
export function dutyRoutes({ chain, feeRecipients, builder }: ApiContext): DutyRoutes {
  const stateFor = async (epoch: number) => {
    const slot = Math.max(chain.head.block.slot, chain.clock.currentSlot(), 0);
    const current = Math.floor(slot / SLOTS_PER_EPOCH);
    if (epoch > current + 1) throw badRequest(`epoch ${epoch} is too far ahead, this is epoch ${current}`);
    return epoch < current - 1 ? oldState(epoch) : currentState(slot);
  };
  const currentState = (slot: number): Promise<BeaconState> => {
    const epochStart = Math.floor(slot / SLOTS_PER_EPOCH) * SLOTS_PER_EPOCH;
    const { state } = chain.head;
    return state.slot >= epochStart ? Promise.resolve(state) : chain.advancedTo(slot);
  };
  const oldState = async (epoch: number): Promise<BeaconState> => {
    const block = await chain.canonicalAtOrBefore((epoch + 1) * SLOTS_PER_EPOCH - 1);
    const state = chain.stateAfter(block.root);
    if (state === undefined || state.epochCtx.epoch !== epoch) throw badRequest(`epoch ${epoch} is too long ago`);
    return state;
  };
  const dependentRoot = (state: BeaconState, epoch: number): Hex =>
    dutyDependentRoot(chain, state, chain.head.block.root, epoch);
  const proposerDuties = async (epoch: number, decidedEpochsBefore: number) => {
    const state = await stateFor(epoch);
    const data = proposersOf(state, epoch).map((validatorIndex, offset) => ({
      slot: epoch * SLOTS_PER_EPOCH + offset,
      validatorIndex,
      pubkey: state.validators.getReadonly(validatorIndex).pubkey,
    }));
    const root = dependentRoot(state, epoch - decidedEpochsBefore);
    return { data, meta: { executionOptimistic: false, dependentRoot: root } };
  };
  return {
    getProposerDuties: ({ epoch }) => proposerDuties(epoch, 0),
    // From Fulu on proposers are known an epoch earlier, and this version says so.
    getProposerDutiesV2: ({ epoch }) =>
      proposerDuties(epoch, chain.config.getForkSeqAtEpoch(epoch) >= ForkSeq.fulu ? 1 : 0),
    getAttesterDuties: async ({ epoch, indices }) => {
      const state = await stateFor(epoch);
      const duties = state.epochCtx.getCommitteeAssignments(epoch, indices);
      const data = [...duties.values()].map((duty) => ({
        ...duty,
        pubkey: state.validators.getReadonly(duty.validatorIndex).pubkey,
      }));
      return { data, meta: { executionOptimistic: false, dependentRoot: dependentRoot(state, epoch - 1) } };
    },
    getSyncCommitteeDuties: async ({ epoch, indices }) => ({
      data: syncDuties(await currentState(Math.max(chain.clock.currentSlot(), 0)), epoch, indices),
      meta: { executionOptimistic: false },
    }),
    prepareBeaconProposer: async ({ proposers }) => {
      const wrong = proposers.find(({ feeRecipient }) => !/^0x[0-9a-f]{40}$/i.test(feeRecipient));
      // The execution client would refuse to build for it, and the slot would be missed.
      if (wrong !== undefined) throw badRequest(`"${wrong.feeRecipient}" is not an address`);
      const isValidator = (index: number) => index < chain.head.state.validators.length;
      for (const { validatorIndex, feeRecipient } of proposers) {
        if (isValidator(Number(validatorIndex))) {
          feeRecipients.set(Number(validatorIndex), feeRecipient.toLowerCase() as Hex);
        }
      }
    },
    registerValidator: async ({ registrations }) => {
      await builder?.registerValidators(registrations, REGISTRATION_TIMEOUT_MS).catch(rethrowBuilderError);
    },
  };
}

function proposersOf(state: BeaconState, epoch: number): readonly number[] {
  const { epochCtx } = state;
  const ahead = epoch - epochCtx.epoch;
  const previous = ahead === -1 ? epochCtx.getBeaconProposersPrevEpoch() : null;
  if (ahead === 0) return epochCtx.getBeaconProposers();
  if (ahead === 1) return epochCtx.getBeaconProposersNextEpoch();
  if (previous !== null) return previous;
  throw badRequest(`the proposers of epoch ${epoch} are not known in epoch ${epochCtx.epoch}`);
}

function syncDuties(state: BeaconState, epoch: number, indices: readonly number[]) {
  const period = Math.floor(epoch / EPOCHS_PER_SYNC_COMMITTEE_PERIOD);
  if (period > Math.floor(state.epochCtx.epoch / EPOCHS_PER_SYNC_COMMITTEE_PERIOD) + 1) {
    throw badRequest(`epoch ${epoch} is too far ahead`);
  }
  const { validatorIndexMap } = state.epochCtx.getIndexedSyncCommitteeAtEpoch(epoch);
  return indices.flatMap((validatorIndex) => {
    const positions = validatorIndexMap.get(validatorIndex);
    if (positions === undefined) return [];
    const { pubkey } = state.validators.getReadonly(validatorIndex);
    return [{ pubkey, validatorIndex, validatorSyncCommitteeIndices: positions }];
  });
}
