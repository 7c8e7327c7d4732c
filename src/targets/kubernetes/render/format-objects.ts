import { Document, visit } from 'yaml';
import { escapeUnprintable, yamlStyle } from '../generate/yaml-style.ts';

/** Objects as YAML documents, of which every reader understands the same; to be applied in their order. */
export function formatObjects(objects: readonly object[]): string {
  return objects.map(formatObject).join('---\n');
}

function formatObject(object: object): string {
  const document = new Document(object, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(key, scalar) {
      if (typeof scalar.value !== 'string') return;
      scalar.type = key !== 'key' && LINES.test(scalar.value) ? 'BLOCK_LITERAL' : yamlStyle(scalar.value);
    },
  });
  return escapeUnprintable(document.toString(STYLE));
}

/** Lines of printable text, as the description of a deployment has them: they stay lines. */
const LINES = /^(?:[!-~][ -~]*\n)(?:[ -~]*[!-~]\n)+$/;

/** Any other text is one line, however long and whatever is in it. */
const STYLE = { lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER };
