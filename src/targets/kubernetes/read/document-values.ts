import { isAlias, isMap, isNode, isScalar, isSeq, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { childPath } from '../field-path.ts';
import { plainScalar } from './plain-scalar.ts';
import type { PositionedProblem } from './positioned-problem.ts';
import type { Place, Positions } from './positions.ts';

/** More levels than any resource has. */
const DEEPEST = 64;
/** More values than the largest resource has; a few aliases can stand for billions. */
const MOST_VALUES = 200_000;

const TAG = 'tag:yaml.org,2002:';
const KNOWN_TAGS = new Set(['!', ...['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => TAG + name)]);

/**
 * The values of one YAML document as kubectl reads them. Fills `positions`, and adds to `problems` what is no data:
 * names given twice, names that are no texts, unknown tags, aliases of nothing, and more than there can be.
 */
export class DocumentValues {
  readonly #text: string;
  readonly #positions: Positions;
  readonly #problems: PositionedProblem[];
  readonly #anchors = new Map<string, unknown>();
  #left = MOST_VALUES;

  constructor(text: string, positions: Positions, problems: PositionedProblem[]) {
    this.#text = text;
    this.#positions = positions;
    this.#problems = problems;
  }

  read(node: unknown, path = '', place: Partial<Place> = {}, depth = 0): unknown {
    if (this.#left < 0) return null;
    this.#left--;
    const offset = startOf(node);
    this.#positions.set(path, { ...place, offset: place.offset ?? offset ?? place.nameOffset ?? 0 });
    if (this.#left < 0) return this.#refuse(path, { ...TOO_LARGE, path: '' });
    if (depth > DEEPEST) return this.#refuse(path, { ...TOO_DEEP, path: '' });
    if (isAlias(node)) return this.#alias(node.source, path, depth);
    const value = this.#value(node, path, depth);
    // Only now: a node cannot be inside itself.
    if (isNode(node) && !isAlias(node) && node.anchor) this.#anchors.set(node.anchor, node);
    return value;
  }

  #value(node: unknown, path: string, depth: number): unknown {
    if (isMap(node)) return this.#map(node, path, depth);
    if (isSeq(node)) return this.#list(node, path, depth);
    return isScalar(node) ? this.#scalar(node, path) : null;
  }

  /** What it stands for, at the place where it stands. */
  #alias(name: string, path: string, depth: number): unknown {
    const node = this.#anchors.get(name);
    if (node === undefined) return this.#refuse(path, unknownAnchor(name));
    const offset = this.#positions.placeOf(path)?.offset;
    return this.read(node, path, offset === undefined ? {} : { offset }, depth + 1);
  }

  #list(node: YAMLSeq, path: string, depth: number): unknown[] {
    if (this.#unknownTag(node.tag)) this.#refuse(path, unknownTag(node.tag));
    return node.items.map((item, i) => this.read(item, childPath(path, i), {}, depth + 1));
  }

  #map(node: YAMLMap, path: string, depth: number): Record<string, unknown> {
    if (this.#unknownTag(node.tag)) this.#refuse(path, unknownTag(node.tag));
    if (this.#text.startsWith('{{', node.range?.[0])) {
      this.#refuse(path, bareTemplate(this.#text.slice(node.range?.[0]).split('\n', 1)[0]));
      return {};
    }
    const own: Record<string, unknown> = {};
    let merged: Record<string, unknown> = {};
    for (const { key, value } of node.items) {
      if (isScalar(key) && key.type === 'PLAIN' && key.source === '<<') {
        merged = { ...merged, ...this.#merge(value, path, depth) };
        continue;
      }
      const name = this.#name(key, path);
      const offset = startOf(key);
      const place = offset === undefined ? {} : { nameOffset: offset };
      const child = childPath(path, name ?? '');
      if (name !== undefined && Object.hasOwn(own, name)) {
        this.#positions.set(child, { offset: offset ?? 0, ...place });
        this.#refuse(child, { ...GIVEN_TWICE, message: `"${name}" is given twice` });
      } else if (name !== undefined) {
        own[name] = this.read(value, child, place, depth + 1);
      }
    }
    return { ...merged, ...own };
  }

  /** `<<: *defaults`, or a list of such. */
  #merge(value: unknown, path: string, depth: number): Record<string, unknown> {
    const read = this.read(value, childPath(path, '<<'), {}, depth + 1);
    const maps = Array.isArray(read) ? read : [read];
    const isPlain = (map: unknown) => typeof map === 'object' && map !== null && !Array.isArray(map);
    if (!maps.every(isPlain)) this.#refuse(childPath(path, '<<'), NOTHING_TO_MERGE);
    return Object.assign({}, ...maps.filter(isPlain).toReversed());
  }

  #name(key: unknown, path: string): string | undefined {
    const value = isScalar(key) ? this.#resolved(key) : undefined;
    const source = isScalar(key) ? String(key.value) : '';
    if (value === '__proto__' || value === undefined || value === null) {
      this.#refuseKey(key, path, NO_NAME);
      return undefined;
    }
    if (String(value) === source) return source;
    this.#refuseKey(key, path, { ...NO_NAME, message: `YAML reads the name ${source} as ${value}`, hint: QUOTES });
    return source;
  }

  #scalar(node: Scalar, path: string): unknown {
    if (this.#unknownTag(node.tag)) return this.#refuse(path, unknownTag(node.tag));
    const value = this.#resolved(node);
    const place = this.#positions.placeOf(path) ?? { offset: 0 };
    if (value === undefined) return this.#refuse(path, noNumber(String(node.value)));
    if (typeof value !== 'string') this.#positions.set(path, { ...place, source: String(node.value) });
    else this.#positions.set(path, { ...place, ...this.#textOffset(node, value) });
    return value;
  }

  #resolved(node: Scalar): unknown {
    const text = String(node.value ?? '');
    const plain = node.type === 'PLAIN' || node.type === undefined;
    if (node.tag === `${TAG}str` || node.tag === '!' || (node.tag === undefined && !plain)) return text;
    return plainScalar(text);
  }

  /** Quotes may stand before the text; escapes and line breaks shift what follows them. */
  #textOffset(node: Scalar, value: string): { textOffset?: number } {
    const start = node.range?.[0] ?? 0;
    const textOffset = [start, start + 1].find((offset) => this.#text.startsWith(value, offset));
    return textOffset === undefined ? {} : { textOffset };
  }

  #unknownTag(tag: string | undefined): boolean {
    return tag !== undefined && !KNOWN_TAGS.has(tag);
  }

  #refuse(path: string, problem: Refusal): null {
    this.#problems.push({ path, ...this.#positions.ofValue(path), ...problem });
    return null;
  }

  #refuseKey(key: unknown, path: string, problem: Refusal): void {
    const offset = startOf(key);
    const position = offset === undefined ? this.#positions.ofValue(path) : this.#positions.ofOffset(offset);
    this.#problems.push({ path, ...position, ...problem });
  }
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

type Refusal = Pick<PositionedProblem, 'code' | 'message' | 'hint'> & { path?: string };

const QUOTES = 'write it in quotes';
const TOO_DEEP = {
  code: 'too-deep',
  message: `it is nested deeper than ${DEEPEST} levels`,
  hint: 'no resource is: look for stray brackets or dashes',
};
const TOO_LARGE = {
  code: 'too-large',
  message: `with its aliases written out the document has more than ${MOST_VALUES} values`,
  hint: 'no resource has as many',
};
const GIVEN_TWICE = { code: 'duplicate-field', hint: 'keep one of them' };
const NO_NAME = { code: 'invalid-field-name', message: 'a name must be a text', hint: 'write "name: value"' };
const NOTHING_TO_MERGE = {
  code: 'invalid-merge',
  message: '<< can only merge maps',
  hint: 'name an anchor of a map: "<<: *defaults"',
};

/** YAML takes its braces for a map. */
function bareTemplate(line = ''): Refusal {
  const template = /^\{\{[^{}]*\}\}/.exec(line)?.[0] ?? '{{.Dir}}';
  return { code: 'bare-template', message: 'a template stands without quotes', hint: `write '${template}'` };
}

function unknownAnchor(name: string): Refusal {
  const message = `there is no anchor "${name}" before it`;
  return { code: 'unknown-anchor', message, hint: `a text that begins with * needs quotes: "*${name}"` };
}

function unknownTag(tag = ''): Refusal {
  return {
    code: 'unknown-tag',
    message: `the tag ${tag.replace(TAG, '!!')} is not known`,
    hint: 'a text that begins with ! needs quotes',
  };
}

function noNumber(source: string): Refusal {
  return { code: 'invalid-number', message: `YAML reads ${source} as a number, and JSON has none such`, hint: QUOTES };
}
