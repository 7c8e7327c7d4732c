import { PlaygroundError } from '../../../lib/errors.ts';
import { STANDARD_IMAGE } from '../../../runners/kubernetes/standard-image.ts';
import type { DeploymentResource } from '../../../targets/kubernetes/crd/deployment-schema.ts';
import { formatPositionedProblem } from '../../../targets/kubernetes/read/positioned-problem.ts';
import { type ReadDocument, readResources } from '../../../targets/kubernetes/read/read-resources.ts';
import { renderDeployment } from '../../../targets/kubernetes/render/render-deployment.ts';
import { checkResources } from '../../../targets/kubernetes/validate/check-resources.ts';
import type { Invocation } from '../../command.ts';
import type { Output } from '../../output.ts';
import { readResourceText } from '../../read-resource-text.ts';

/** From now to genesis, in seconds, where pods that each make the files must agree and nobody has said on what. */
const GENESIS_DELAY = 60;

export async function render({ words, flags, output }: Invocation): Promise<number> {
  const { text, source } = await readResourceText(words[0] ?? '-');
  const read = readResources(text, source);
  const { problems } = checkResources(read);
  if (problems.length > 0)
    throw invalid(
      source,
      problems.map((problem) => formatPositionedProblem(source, problem)),
    );
  const objects = read.documents.flatMap((document) => objectsOf(document, flags, output));
  if (output.json) output.document({ apiVersion: 'v1', kind: 'List', items: objects });
  else output.write(await yamlOf(objects));
  return 0;
}

function objectsOf(document: ReadDocument, flags: Invocation['flags'], output: Output): object[] {
  switch (document.kind) {
    case 'BuilderPlaygroundDeployment':
      return deploymentObjects(withTopology(document.resource, flags.topology), flags, output);
    case 'BuilderPlayground':
      throw new PlaygroundError('not-rendered', 'a BuilderPlayground is a recipe that is still to be cooked', {
        kind: 'usage',
        hint: `playground cook ${document.resource.spec.recipe} --dry-run --k8s --output ./net writes what can be rendered`,
      });
    default:
      return [inNamespace(document.resource, flags.namespace)];
  }
}

function deploymentObjects(resource: DeploymentResource, flags: Invocation['flags'], output: Output): object[] {
  const namespace = flags.namespace as string | undefined;
  const genesisTime = (flags['genesis-time'] as number | undefined) ?? agreedGenesis(resource, output);
  return renderDeployment(resource, {
    playgroundImage: STANDARD_IMAGE,
    ...(namespace === undefined ? {} : { namespace }),
    ...(genesisTime === undefined ? {} : { genesisTime }),
  });
}

/** One pod chooses for itself; several have to be told, and the file is to say it the next time. */
function agreedGenesis({ spec }: DeploymentResource, output: Output): number | undefined {
  const { source = 'generate', genesisTime } = spec.artifacts ?? {};
  if (spec.topology !== 'services' || source !== 'generate' || genesisTime !== undefined) return undefined;
  const chosen = Math.ceil(Date.now() / 1000) + GENESIS_DELAY;
  output.remark(
    `genesis: ${chosen}, ${GENESIS_DELAY} s from now; spec.artifacts.genesisTime or --genesis-time fixes it`,
  );
  return chosen;
}

function withTopology(resource: DeploymentResource, topology: Invocation['flags'][string]): DeploymentResource {
  if (topology !== 'pod' && topology !== 'services') return resource;
  return { ...resource, spec: { ...resource.spec, topology } };
}

function inNamespace(object: Record<string, unknown>, namespace: Invocation['flags'][string]): object {
  if (typeof namespace !== 'string' || object.kind === 'Namespace') return object;
  return { ...object, metadata: { ...(object.metadata as object | undefined), namespace } };
}

async function yamlOf(objects: readonly object[]): Promise<string> {
  const { stringify } = await import('yaml');
  // Kubernetes reads YAML 1.1, to which words such as `on` are no text.
  const options = { version: '1.1', aliasDuplicateObjects: false, lineWidth: 0 } as const;
  return objects.map((object) => stringify(object, options)).join('---\n');
}

function invalid(source: string, lines: readonly string[]): PlaygroundError {
  const [first = ''] = lines;
  const message = lines.length === 1 ? first : `${source} has ${lines.length} problems:\n  ${lines.join('\n  ')}`;
  return new PlaygroundError('invalid-resource', message, {
    kind: 'usage',
    hint: 'correct the file; playground k8s validate checks it again',
    details: { source, problems: lines },
  });
}
