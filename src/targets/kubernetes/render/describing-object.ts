import type { DeploymentService, DeploymentSpec } from '../crd/deployment-schema.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { metadataOf } from './metadata.ts';
import type { RenderContext } from './render-context.ts';
import { isSecretName } from './secret-environment.ts';

/** Key of the ConfigMap that holds the resource. */
export const DESCRIPTION_KEY = 'deployment.json';

/** The resource itself, for people and for whoever joins the deployment; it owns all other objects. */
export function describingObject(context: RenderContext): KubernetesObject {
  const { resource, name } = context;
  const services = resource.spec.services.map(withoutSecrets);
  const described = { ...resource, spec: { ...resource.spec, ...decidedArtifacts(context), services } };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadataOf(context, `${name}-deployment`),
    data: { [DESCRIPTION_KEY]: `${JSON.stringify(described, undefined, 2)}\n` },
  };
}

/** Where the genesis time was chosen here, who reads the description must know it. */
function decidedArtifacts({ resource, options: { genesisTime } }: RenderContext): Pick<DeploymentSpec, 'artifacts'> {
  const { artifacts } = resource.spec;
  if (genesisTime === undefined || artifacts?.genesisTime !== undefined) return {};
  return { artifacts: { ...artifacts, genesisTime } };
}

/** A ConfigMap is read by everybody. */
function withoutSecrets(service: DeploymentService): DeploymentService {
  if (service.env === undefined) return service;
  const env = Object.entries(service.env).map(([name, value]) => [name, isSecretName(name) ? '' : value]);
  return { ...service, env: Object.fromEntries(env) };
}
