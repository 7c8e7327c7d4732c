import { PlaygroundError } from '../../lib/errors.ts';
import { withoutAbsent } from '../../lib/without-absent.ts';
import type { DeploymentResource } from '../../targets/kubernetes/crd/deployment-schema.ts';
import { generateDeployment } from '../../targets/kubernetes/generate/generate-deployment.ts';
import { placements } from '../../targets/kubernetes/render/placement.ts';
import { renderDeployment } from '../../targets/kubernetes/render/render-deployment.ts';
import { validateDeployment } from '../../targets/kubernetes/validate/validate-deployment.ts';
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
  assertValid(resource);
  const playgroundImage = wishes.image ?? STANDARD_IMAGE;
  const { services, topology = 'pod', artifacts } = resource.spec;
  const chosen = artifacts?.genesisTime ?? clusterGenesisTime({ ...request, topology, services, playgroundImage, now });
  const objects = renderDeployment(resource, withoutAbsent({ namespace, playgroundImage, genesisTime: chosen }));
  return { resource, objects, placements: placements(resource), playgroundImage };
}

/** A manifest that is valid may still be more than a cluster takes. */
function assertValid(resource: DeploymentResource): void {
  const [first, ...others] = validateDeployment(resource);
  if (first === undefined) return;
  const more = others.length === 0 ? '' : ` (and ${others.length} more: playground k8s validate shows all)`;
  throw new PlaygroundError('invalid-deployment', `${first.path}: ${first.message}${more}`, {
    kind: 'usage',
    ...(first.hint === '' ? {} : { hint: first.hint }),
    details: { problems: [first, ...others] },
  });
}
