import type { routes } from '@lodestar/api/beacon';
import type { ApplicationMethods } from '@lodestar/api/server';
import type { ApiContext } from './api-context.ts';
import { resolveState } from './resolve-ids.ts';

type Methods = ApplicationMethods<routes.debug.Endpoints>;
type DebugRoutes = Pick<Methods, 'getStateV2' | 'getDebugChainHeadsV2'>;

export function debugRoutes({ chain }: ApiContext): DebugRoutes {
  return {
    getStateV2: async ({ stateId }, context) => {
      const { state, finalized } = await resolveState(chain, stateId);
      return {
        data: context?.returnBytes ? state.serialize() : state.toValue(),
        meta: { executionOptimistic: false, finalized, version: chain.config.getForkName(state.slot) },
      };
    },
    getDebugChainHeadsV2: async () => {
      const { slot, root } = chain.head.block;
      return { data: [{ slot, root, executionOptimistic: false }] };
    },
  };
}
