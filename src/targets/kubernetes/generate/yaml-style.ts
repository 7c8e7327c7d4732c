import type { Scalar } from 'yaml';

/** Begins with a letter and holds nothing that any YAML gives a meaning: a word, a flag, a path, an image, a URL. */
const PLAIN = /^-{0,2}[A-Za-z/][\w./:=,+@-]*$/;
/** Durations and quantities: a number with a unit is no number to any YAML. */
const WITH_UNIT = /^\d+(?:\.\d+)?(?:ms|s|m|h|[KMGT]i)$/;
/** Words that YAML 1.1, which Kubernetes reads, takes for something else than text; `e5` is a number to some. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|-?e[-+]?\d+)$/i;
/** What may stand in single quotes as it is: one line of printable text. */
const PRINTABLE = /^[\x20-\x7E\u00A0-\u2027\u2030-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

/**
 * How a text is written such that YAML 1.1 and 1.2 both read it back as the same text: as it is where nothing can be
 * mistaken, in single quotes where double quotes would have to be escaped, otherwise in double quotes.
 */
export function yamlStyle(text: string): Scalar.Type {
  const isPlain = PLAIN.test(text) && !/[:-]$/.test(text) && !RESERVED.test(text);
  if (isPlain || WITH_UNIT.test(text)) return 'PLAIN';
  return /["\\]/.test(text) && !text.includes("'") && PRINTABLE.test(text) ? 'QUOTE_SINGLE' : 'QUOTE_DOUBLE';
}

/**
 * Characters that may not stand in YAML, or end a line for some of its readers; the library writes them as they are.
 * To be called with whole documents: no style but double quotes lets such a character in.
 */
export function escapeUnprintable(yaml: string): string {
  return yaml.replaceAll(/[\x7F-\x9F\u2028\u2029\uFEFF\uFFFE\uFFFF\p{Cs}]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
