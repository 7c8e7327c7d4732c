import { customResourceDefinitions } from '../../../targets/kubernetes/crd/custom-resource-definitions.ts';
import { formatDefinition } from '../../../targets/kubernetes/crd/format-definition.ts';
import type { Invocation } from '../../command.ts';

/** Made from the schemas at run time, so that program and definitions cannot differ. Either form suits kubectl. */
export async function crd({ output }: Invocation): Promise<number> {
  const definitions = customResourceDefinitions();
  if (output.json) output.document({ apiVersion: 'v1', kind: 'List', items: definitions });
  else output.write(definitions.map(formatDefinition).join('---\n'));
  return 0;
}
