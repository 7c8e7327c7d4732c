import { parseDuration } from '../../../lib/duration.ts';
import { PlaygroundError } from '../../../lib/errors.ts';
import { STANDARD_IMAGE } from '../../../runners/kubernetes/standard-image.ts';
import { chooseGenesisTime } from '../../../session/genesis-time.ts';
import { DEFAULTS } from '../../../targets/kubernetes/crd/defaults.ts';
import type { DeploymentResource } from '../../../targets/kubernetes/crd/deployment-schema.ts';
import { formatPositionedProblem } from '../../../targets/kubernetes/read/positioned-problem.ts';
import { type ReadDocument, readResources } from '../../../targets/kubernetes/read/read-resources.ts';
import { formatObjects } from '../../../targets/kubernetes/render/format-objects.ts';
import { renderDeployment } from '../../../targets/kubernetes/render/render-deployment.ts';
import { checkResources } from '../../../targets/kubernetes/validate/check-resources.ts';
import type { Invocation } from '../../command.ts';
import { invalidResources } from '../../invalid-resources.ts';
import type { Output } from '../../output.ts';
import { readResourceText } from '../../read-resource-text.ts';

/** Standard output is for kubectl; everything that there is to say goes beside it. */
export async function render({ words, flags, output }: Invocation): Promise<number> {
  const { text, source } = await readResourceText(words[0] ?? '-');
  const read = readResources(text, source);
  const wishes = flags as RenderWishes;
  const documents = read.documents.map((document) => asWished(document, wishes));
  const { problems, notices } = checkResources({ ...read, documents });
  if (problems.length > 0) throw invalidResources(source, problems);
  const now = Date.now();
  const objects = [
    ...documents.flatMap((document) => givenObject(document, wishes)),
    ...documents.flatMap((document) => renderDocument(document, { source, wishes, now, output })),
  ];
  for (const notice of notices.filter(({ code }) => code !== 'no-genesis-time')) {
    output.remark(`notice: ${formatPositionedProblem(source, notice)}`);
  }
  if (output.json) output.document({ apiVersion: 'v1', kind: 'List', items: objects });
  else output.write(formatObjects(objects));
  return 0;
}

interface RenderWishes {
  topology?: 'pod' | 'services';
  namespace?: string;
  'genesis-time'?: number;
}

/** What the flags say goes before what the file says, and is checked with it. */
function asWished(document: ReadDocument, { topology, namespace }: RenderWishes): ReadDocument {
  if (document.kind !== 'BuilderPlaygroundDeployment') return document;
  const { metadata, spec } = document.resource;
  const resource: DeploymentResource = {
    ...document.resource,
    metadata: namespace === undefined ? metadata : { ...metadata, namespace },
    spec: topology === undefined ? spec : { ...spec, topology },
  };
  return { ...document, resource };
}

/** What the file has beside deployments, such as the files of a bundle: it has to be where they are. */
function givenObject({ kind, resource }: ReadDocument, { namespace }: RenderWishes): object[] {
  if (kind === 'BuilderPlaygroundDeployment' || kind === 'BuilderPlayground') return [];
  if (namespace === undefined || kind === 'Namespace') return [resource];
  return [{ ...resource, metadata: { namespace, ...(resource.metadata as object | undefined) } }];
}

interface Rendering {
  source: string;
  wishes: RenderWishes;
  /** Unix milliseconds. */
  now: number;
  output: Output;
}

function renderDocument(document: ReadDocument, { source, wishes, now, output }: Rendering): object[] {
  const place = `${source}:${document.line}`;
  if (document.kind === 'BuilderPlayground') throw cookedByOperator(place, document.resource.spec.recipe);
  if (document.kind !== 'BuilderPlaygroundDeployment') return [];
  const { resource } = document;
  const genesisTime = genesisTimeOf(resource, wishes['genesis-time'], now);
  if (genesisTime === undefined) return renderDeployment(resource, { playgroundImage: STANDARD_IMAGE });
  const { artifacts } = resource.spec;
  if (wishes['genesis-time'] === undefined) {
    const seconds = Math.round(genesisTime - now / 1000);
    output.remark(
      `notice: ${place}: every pod makes the files itself, for a chain that begins at ${genesisTime}, in ${seconds} s; ` +
        '--genesis-time gives another time',
    );
  }
  const decided = { ...resource, spec: { ...resource.spec, artifacts: { ...artifacts, genesisTime } } };
  return renderDeployment(decided, { playgroundImage: STANDARD_IMAGE });
}

/** Time for somebody to apply the objects, and for the cluster to pull the images. */
const DELAY = 60_000;

/** Unix seconds where they have to be decided here: what was asked for, and where pods must agree on a time. */
function genesisTimeOf(
  { spec: { artifacts = {}, topology } }: DeploymentResource,
  wish: number | undefined,
  now: number,
): number | undefined {
  const { source = DEFAULTS.artifactSource, genesisTime, genesisDelay } = artifacts;
  const mustAgree = source === 'generate' && topology === 'services' && genesisTime === undefined;
  if (wish === undefined && !mustAgree) return undefined;
  return chooseGenesisTime({
    now,
    genesisTime: wish,
    genesisDelay: genesisDelay === undefined ? DELAY : parseDuration(genesisDelay),
    slotDuration: 0,
    programs: 'clients',
  });
}

function cookedByOperator(place: string, recipe: string): PlaygroundError {
  return new PlaygroundError(
    'needs-operator',
    `${place}: a BuilderPlayground has no objects until the operator cooks it`,
    {
      kind: 'usage',
      hint: `playground cook ${recipe} --dry-run --k8s --output FOLDER writes a deployment to render`,
    },
  );
}
