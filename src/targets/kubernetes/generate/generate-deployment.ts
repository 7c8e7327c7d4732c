import { durationText } from '../../../lib/duration.ts';
import { withoutAbsent } from '../../../lib/without-absent.ts';
import type { KubernetesWishes, Manifest, Origin } from '../../../manifest/service.ts';
import { API_VERSION } from '../crd/api-version.ts';
import type { DeploymentResource, DeploymentSpec } from '../crd/deployment-schema.ts';
import { checkDeployable } from './check-deployable.ts';
import { explicitHealth } from './explicit-health.ts';
import { generateService } from './generate-service.ts';
import { generateStorage } from './generate-storage.ts';
import { inferRecipe } from './infer-recipe.ts';
import { sortedByKey } from './sorted-by-key.ts';

type Bundle = NonNullable<NonNullable<DeploymentSpec['artifacts']>['bundle']>;

/** What is asked for now; it goes before what `manifest.origin` says was asked for then. */
export interface GenerateOptions extends KubernetesWishes {
  /** The resource's name: see `deploymentName`. */
  name: string;
  /** How the files come to the cluster. */
  artifacts?: 'generate' | 'bundle' | 'existing';
  /** For `bundle`: what holds the files. */
  bundle?: Bundle;
}

/**
 * The manifest as one self-contained custom resource: the same services and templates, nothing resolved. Pure; the same
 * manifest and options give the same resource, key by key. Throws `PlaygroundError` `image-missing` and
 * `lifecycle-hooks` for what pods cannot run; whether the manifest is valid is for `validate` to say.
 */
export function generateDeployment(manifest: Manifest, options: GenerateOptions): DeploymentResource {
  const { origin, bootnode, services } = manifest;
  checkDeployable(services);
  const { topology, image, network } = { ...origin?.kubernetes, ...options };
  return {
    apiVersion: API_VERSION,
    kind: 'BuilderPlaygroundDeployment',
    metadata: { name: options.name },
    spec: withoutAbsent({
      recipe: origin?.recipe ?? inferRecipe(services),
      storage: generateStorage(options.name, options, origin?.kubernetes),
      artifacts: generateArtifacts(origin, options),
      topology: topology ?? 'pod',
      playgroundImage: image,
      network: network === undefined ? undefined : { name: network },
      bootnode: bootnode && { service: bootnode.service, id: bootnode.id },
      services: explicitHealth(services).map(generateService),
    }),
  };
}

/** How the files are made is said only where they are made. */
function generateArtifacts(origin: Origin | undefined, options: GenerateOptions): DeploymentSpec['artifacts'] {
  const { artifacts: source = 'generate', bundle } = options;
  if (source !== 'generate') return withoutAbsent({ source, bundle: source === 'bundle' ? bundle : undefined });
  const { seed, genesisTime, genesisDelay, flags = {} } = origin ?? {};
  return withoutAbsent({
    source,
    seed,
    genesisTime,
    genesisDelay: genesisDelay === undefined ? undefined : durationText(genesisDelay),
    options: Object.keys(flags).length === 0 ? undefined : sortedByKey(flags),
  });
}
