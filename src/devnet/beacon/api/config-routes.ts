import type { routes } from '@lodestar/api/beacon';
import type { ApplicationMethods } from '@lodestar/api/server';
import { chainConfigToJson, specValuesToJson } from '@lodestar/config';
import * as params from '@lodestar/params';
import { activePreset, presetToJson } from '@lodestar/params';
import type { ApiContext } from './api-context.ts';

type Methods = ApplicationMethods<routes.config.Endpoints>;

/** Constants of the specification that belong to neither a config nor a preset. */
const CONSTANT =
  /^(DOMAIN_|TARGET_AGGREGATORS|SYNC_COMMITTEE_SUBNET_COUNT|.*_WITHDRAWAL_PREFIX|ATTESTATION_SUBNET_COUNT)/;

export function configRoutes({ chain }: ApiContext): Methods {
  const { config } = chain;
  return {
    getSpec: async () => ({ data: specJson(chain.config) }),
    getDepositContract: async () => ({
      data: { chainId: config.DEPOSIT_CHAIN_ID, address: config.DEPOSIT_CONTRACT_ADDRESS },
    }),
    getForkSchedule: async () => {
      const forks = config.forksAscendingEpochOrder.filter(({ epoch }) => Number.isFinite(epoch));
      return {
        data: forks.map((fork) => ({
          previousVersion: fork.prevVersion,
          currentVersion: fork.version,
          epoch: fork.epoch,
        })),
      };
    },
  };
}

/**
 * Config, preset and constants in one flat object. Clients that read every value as a string fail on the blob schedule,
 * a list: it is left out as long as no fork uses it.
 */
function specJson(config: ApiContext['chain']['config']): Record<string, string> {
  const constants = Object.fromEntries(Object.entries(params).filter(([name]) => CONSTANT.test(name)));
  const { BLOB_SCHEDULE: schedule, ...values } = chainConfigToJson(config);
  const isUsed = Number.isFinite(config.FULU_FORK_EPOCH);
  return {
    ...specValuesToJson(constants as Record<string, Uint8Array | number>),
    ...presetToJson(activePreset),
    ...values,
    ...(isUsed ? { BLOB_SCHEDULE: schedule } : {}),
  } as Record<string, string>;
}
