import { formatPositionedProblem } from '../../../targets/kubernetes/read/positioned-problem.ts';
import { type ReadDocument, readResources } from '../../../targets/kubernetes/read/read-resources.ts';
import { checkResources } from '../../../targets/kubernetes/validate/check-resources.ts';
import type { Invocation } from '../../command.ts';
import { readResourceText } from '../../read-resource-text.ts';

/** More would only scroll the first ones away; `--json` has all. */
const MOST_LINES = 100;

export async function validate({ words, output }: Invocation): Promise<number> {
  const { text, source } = await readResourceText(words[0] ?? '-');
  const read = readResources(text, source);
  const { problems, notices } = checkResources(read);
  const valid = problems.length === 0;
  if (output.json) {
    const resources = read.documents.map(({ kind, line, resource }) => ({ kind, name: nameOf(resource), line }));
    output.document({ file: source, valid, resources, problems, notices });
    return valid ? 0 : 1;
  }
  for (const problem of problems.slice(0, MOST_LINES)) output.line(formatPositionedProblem(source, problem));
  if (problems.length > MOST_LINES) output.line(`${source}: and ${problems.length - MOST_LINES} more`);
  for (const notice of notices) output.remark(`notice: ${formatPositionedProblem(source, notice)}`);
  if (valid) for (const document of read.documents) output.line(verdict(source, document));
  else output.line(`${source}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`);
  return valid ? 0 : 1;
}

function verdict(source: string, document: ReadDocument): string {
  const place = `${source}:${document.line}`;
  const what = `${document.kind} ${nameOf(document.resource) ?? 'without a name'}`;
  if (document.kind === 'BuilderPlaygroundDeployment') {
    const count = document.resource.spec.services.length;
    return `${place}: valid, ${what}, ${count} ${count === 1 ? 'service' : 'services'}`;
  }
  return document.kind === 'BuilderPlayground' ? `${place}: valid, ${what}` : `${place}: ${what}, not looked into`;
}

function nameOf(resource: { metadata?: unknown }): string | undefined {
  const { metadata } = resource;
  if (typeof metadata !== 'object' || metadata === null || !('name' in metadata)) return undefined;
  return typeof metadata.name === 'string' ? metadata.name : undefined;
}
