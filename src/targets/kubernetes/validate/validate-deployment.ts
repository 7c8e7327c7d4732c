import type { DeploymentResource } from '../crd/deployment-schema.ts';
import { toManifest } from '../render/to-manifest.ts';
import type { ResourceProblem } from '../resource-problem.ts';
import { validateArtifacts } from './validate-artifacts.ts';
import { validateMetadata } from './validate-metadata.ts';
import { validateNetwork } from './validate-network.ts';
import { validateReferences } from './validate-references.ts';
import { validateRendering } from './validate-rendering.ts';
import { validateScheduling } from './validate-scheduling.ts';
import { validateServices } from './validate-services.ts';
import { validateSharedNetwork } from './validate-shared-network.ts';
import { validateSize } from './validate-size.ts';
import { validateStorage } from './validate-storage.ts';
import { validateUrls } from './validate-urls.ts';
import { validateVolumes } from './validate-volumes.ts';

/**
 * Everything that is wrong with a deployment of the right form: what the API server checks by rules, in the same
 * words, and what it cannot check: circles, templates, ports that share one pod, names that are put together, sizes.
 * Pure, and light to import: no schema is loaded.
 */
export function validateDeployment(resource: DeploymentResource): ResourceProblem[] {
  const { spec } = resource;
  const manifest = toManifest(resource);
  const problems = [
    ...validateMetadata(resource.metadata),
    ...validateStorage(spec.storage),
    ...(spec.artifacts === undefined ? [] : validateArtifacts(spec.artifacts)),
    ...validateNetwork(spec),
    ...(spec.scheduling === undefined ? [] : validateScheduling(spec.scheduling)),
    ...validateServices(resource),
    ...validateReferences(resource, manifest),
    ...validateSharedNetwork(resource, manifest),
    ...validateVolumes(manifest),
    ...validateSize(resource),
  ];
  // Only what is right so far can be resolved, and only what can be resolved is rendered.
  const found = problems.length > 0 ? problems : validateUrls(manifest);
  return found.length > 0 ? found : validateRendering(resource);
}
