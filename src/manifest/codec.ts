import { PlaygroundError } from '../lib/errors.ts';
import { decodeManifestObject } from './decode.ts';
import { jsonPositions, lineAndColumn } from './json-positions.ts';
import { ShapeError } from './json-shape.ts';
import type { Manifest } from './service.ts';

export { encodeManifest } from './encode.ts';

/**
 * Reads `manifest.json`, ours or the Go program's. Throws `PlaygroundError` `invalid-manifest-file` with line and
 * column; unknown fields are errors, with the nearest known name.
 * @param source the file's name, for messages
 */
export function decodeManifest(text: string, source = 'manifest.json'): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const { error } = jsonPositions(text);
    throw invalid(source, text, error?.offset ?? 0, error?.message ?? 'it is not JSON', SYNTAX_HINT, cause);
  }
  try {
    return decodeManifestObject(json);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const { offsets } = jsonPositions(text);
    const offset = offsets.get(error.aboutName ? `${error.path}#name` : error.path) ?? 0;
    throw invalid(source, text, offset, error.message, error.hint, error);
  }
}

const SYNTAX_HINT = 'the file is cut short or was edited by hand: restore it, or start the session anew';

function invalid(source: string, text: string, offset: number, what: string, hint: string, cause: unknown) {
  const { line, column } = lineAndColumn(text, offset);
  return new PlaygroundError('invalid-manifest-file', `${source}, line ${line}, column ${column}: ${what}`, {
    hint,
    details: { source, line, column },
    cause,
  });
}
