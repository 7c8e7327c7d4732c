import { withoutAbsent } from '../../lib/without-absent.ts';
import { generateDeployment } from '../../targets/kubernetes/generate/generate-deployment.ts';
import { placements } from '../../targets/kubernetes/render/placement.ts';
import { renderDeployment } from '../../targets/kubernetes/render/render-deployment.ts';
import type { RunRequest } from '../runner.ts';
import { clusterGenesisTime } from './cluster-genesis-time.ts';
import type { PreparedRun } from './prepare-run.ts';
import { STANDARD_IMAGE } from './standard-image.ts';

export interface DeploymentChoice {
  namespace: string;
  storageType: 'local-path' | 'pvc';
  /** Unix milliseconds. */
  now: number;
}

/** The resource of a run and the objects that it means. Pure. Throws what the validator and the renderer find. */
export function deploymentOf(
  request: RunRequest,
  { namespace, storageType, now }: DeploymentChoice,
): Pick<PreparedRun, 'resource' | 'objects' | 'placements' | 'playgroundImage'> {
  const { manifest, wishes, sessionId } = request;
  const { context: _context, namespace: _namespace, ...asked } = wishes;
  const resource = generateDeployment(manifest, { ...asked, name: sessionId, storageType });
  const playgroundImage = wishes.image ?? STANDARD_IMAGE;
  const { services, topology = 'pod', artifacts } = resource.spec;
  const chosen = artifacts?.genesisTime ?? clusterGenesisTime({ ...request, topology, services, playgroundImage, now });
  const objects = renderDeployment(resource, withoutAbsent({ namespace, playgroundImage, genesisTime: chosen }));
  return { resource, objects, placements: placements(resource), playgroundImage };
}
