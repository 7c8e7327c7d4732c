import type { DeploymentService } from '../../targets/kubernetes/crd/deployment-schema.ts';
import { isOwnProgram } from '../../targets/kubernetes/render/own-image.ts';
import type { RunRequest } from '../runner.ts';

/** Milliseconds from the making of the objects until pods of our own programs are up, each with its files. */
const OWN_READINESS = 8000;
/** The same where real clients come up. */
const CLIENTS_DELAY = 20_000;

export interface ClusterGenesis extends Pick<RunRequest, 'genesisTime' | 'slotDuration' | 'cluster'> {
  topology: 'pod' | 'services';
  services: readonly DeploymentService[];
  playgroundImage: string;
  /** Unix milliseconds. */
  now: number;
}

/**
 * The genesis time in Unix seconds, where it must be known before there are pods: because each of several makes the
 * files itself, or because a process outside of the cluster reads those of the session folder. Otherwise undefined: the
 * pod then chooses, when its images are there. Slot 0 has no block, so our own programs begin such that slot 1 is due
 * when they are up. Pure.
 */
export function clusterGenesisTime(input: ClusterGenesis): number | undefined {
  const { topology, services, genesisTime, slotDuration, cluster, now, playgroundImage } = input;
  if (cluster !== undefined || services.some(({ useHostExecution }) => useHostExecution)) return genesisTime;
  if (topology === 'pod') return undefined;
  const own = services.every((service) => isOwnProgram(service, playgroundImage));
  return Math.ceil((own ? now + OWN_READINESS - slotDuration : now + CLIENTS_DELAY) / 1000);
}
