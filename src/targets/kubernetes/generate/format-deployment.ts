import { Document, isMap, isNode, isScalar, isSeq, type Pair, visit } from 'yaml';
import type { DeploymentResource } from '../crd/deployment-schema.ts';
import type { DeploymentNote } from './deployment-notes.ts';
import { standingNotes } from './standing-notes.ts';
import { escapeUnprintable, yamlStyle } from './yaml-style.ts';

/**
 * The resource as YAML that parses back to exactly it, with comments where a person will want to edit, and `notes` before
 * the places that they are about. Keys keep their order.
 */
export function formatDeployment(resource: DeploymentResource, notes: readonly DeploymentNote[] = []): string {
  const document = new Document(resource, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_key, scalar) {
      if (typeof scalar.value === 'string') scalar.type = yamlStyle(scalar.value);
    },
    Pair: (_key, pair) => (putOnOneLine(pair) ? visit.SKIP : undefined),
  });
  for (const { path, text } of [...standingNotes(resource), ...notes]) comment(document, path, text);
  return escapeUnprintable(document.toString(STYLE));
}

/** One text is one line, however long and whatever is in it. */
const STYLE = { lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER, flowCollectionPadding: false };

/** Lists that people know in one line: `["CMD", "curl", "http://localhost"]`. */
const ONE_LINE = new Set<unknown>(['entrypoint', 'test']);

function putOnOneLine({ key, value }: Pair): boolean {
  if (!isScalar(key) || !ONE_LINE.has(key.value) || !isSeq(value)) return false;
  value.flow = true;
  for (const item of value.items) {
    if (isScalar(item)) item.type = 'QUOTE_DOUBLE';
  }
  return true;
}

/** Puts a comment before a field or an item, below what stands there already. */
function comment(document: Document, path: DeploymentNote['path'], text: string): void {
  const node = nodeAt(document, path);
  if (!isNode(node)) return;
  const lines = text.split('\n').map((line) => ` ${line.replaceAll(/\p{Cc}/gu, ' ')}`);
  node.commentBefore = [...(node.commentBefore ? [node.commentBefore] : []), ...lines].join('\n');
}

/** An item of a list is commented itself, a field at its key. */
function nodeAt(document: Document, path: DeploymentNote['path']): unknown {
  const parent = document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return document.getIn(path, true);
  return parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))?.key;
}
