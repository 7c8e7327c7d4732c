import { API_GROUP } from '../crd/api-version.ts';
import { isLabelValue } from '../validate/label-syntax.ts';
import type { ObjectMetadata } from './kubernetes-object.ts';
import type { RenderContext } from './render-context.ts';

const SERVICE_LABEL = `${API_GROUP}/service`;
const INSTANCE_LABEL = 'app.kubernetes.io/instance';

/** Labels by which a deployment's pods are found. */
export function selectorLabels(context: RenderContext, service?: string): Record<string, string> {
  return { [INSTANCE_LABEL]: context.name, ...(service === undefined ? {} : { [SERVICE_LABEL]: service }) };
}

export function labelsOf(context: Pick<RenderContext, 'name' | 'resource'>, service?: string): Record<string, string> {
  const { recipe, network } = context.resource.spec;
  return {
    'app.kubernetes.io/name': 'builder-playground',
    'app.kubernetes.io/managed-by': 'builder-playground',
    [INSTANCE_LABEL]: context.name,
    ...(isLabelValue(recipe) ? { [`${API_GROUP}/recipe`]: recipe } : {}),
    ...(network?.name === undefined ? {} : { [`${API_GROUP}/network`]: network.name }),
    ...(service === undefined ? {} : { [SERVICE_LABEL]: service }),
  };
}

export function metadataOf(context: RenderContext, name: string, service?: string): ObjectMetadata {
  const { namespace } = context.options;
  return { name, ...(namespace === undefined ? {} : { namespace }), labels: labelsOf(context, service) };
}
