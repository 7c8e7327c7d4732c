import fc from 'fast-check';

/** What people, editors and attackers put into files. */
const HOSTILE_TEXTS = [
  ...[
    '{{',
    '}}',
    '{{.Dir',
    '{{.Dir}}',
    '{{.Dir}}{{',
    '{{Bootnode}}',
    '{{`',
    '{{Port "http" 8545}}',
    '{{Port "http" 0}}',
  ],
  ...['{{Service "el" "http" "http" ""}}', '{{Service "nobody" "http"}}', '{{Service "el" "http"}}:80', '{{PortUDP}}'],
  ...[
    '\n  - name: evil\n    image: evil',
    '"\nkind: Secret',
    "'",
    '"',
    '`',
    '\\',
    ': ',
    ' #',
    '- ',
    '? ',
    '| ',
    '>',
    '%YAML 1.1',
  ],
  ...[
    '&a',
    '*a',
    '<<',
    '!!binary x',
    '!x',
    '---\n',
    '...\n',
    '\n---\n',
    '[',
    ']',
    '{',
    '}',
    ',',
    '@',
    '\t',
    '\r\n',
    '\u2028',
  ],
  ...['on', 'no', 'y', 'null', '~', '010', '0x10', '0o7', '1_000', '1e999', '.inf', '.nan', '2001-01-01', '1:30', '-0'],
  ...[
    '../../x',
    '/../x',
    '/',
    '/artifacts',
    '/tmp',
    '//',
    'C:\\x',
    '$' + '{X}',
    '$(X)',
    '$$',
    'a; rm -rf /',
    '$(rm -rf /)',
    '%00',
  ],
  ...[
    '\u0000',
    '\u0007',
    '\ufeff',
    '\ufffd',
    'É',
    '😀',
    '\ud800',
    '\u202e',
    ' ',
    '',
    '-',
    '_',
    '.',
    '..',
    '-el',
    'el_',
    'EL',
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'length', 'valueOf'],
  ...[
    'artifacts',
    'artifacts-owner',
    'playground-probe',
    'el-prepare-0',
    'wait-el',
    'el-ready',
    'kubernetes',
    'el',
    'beacon',
  ],
  ...['10Q', '10Gi', '-1Gi', '0', '1e1', '99999999999999999999Ei', '1s', '1 s', '999999999999999999h', '0s', '-1s'],
  ...['http://', 'http://[', 'http://localhost:99999', 'http://localhost:8545/\n', 'https://a b', 'file:///etc/passwd'],
  ...['a'.repeat(51), 'a'.repeat(300), 'x'.repeat(5000), '0.0.0.0', '::1', 'CMD', 'CMD-SHELL', 'NONE'],
];

const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);

const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: hostileText },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      0,
      -1,
      1,
      1.5,
      80,
      8545,
      65_535,
      65_536,
      30_000,
      2 ** 53,
      1e308,
      true,
      false,
      null,
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom<unknown>([], {}, [[]], [null], { '': 1 }, Array(600).fill('x'), [{}, {}]) },
);

/** A text after one to four slips: bytes flipped, cut short, parts twice, lost or in other places, hostile words. */
export function mutatedText(texts: readonly string[]): fc.Arbitrary<string> {
  const step = fc.record({
    kind: fc.constantFrom('flip', 'insert', 'insert', 'insert', 'word', 'word', 'drop', 'twice', 'swap', 'cut'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    to: fc.double({ min: 0, max: 1, noNaN: true }),
    word: hostileText,
  });
  const steps = fc.array(step, { minLength: 1, maxLength: 4 });
  return fc.tuple(fc.constantFrom(...texts), steps).map(([text, slips]) => slips.reduce(mutateText, text));
}

interface TextSlip {
  kind: string;
  /** Parts of the length. */
  at: number;
  to: number;
  word: string;
}

function mutateText(text: string, { kind, at, to, word }: TextSlip): string {
  const start = Math.floor(at * text.length);
  const length = Math.floor(to * 40);
  const rest = text.slice(start + length);
  switch (kind) {
    case 'flip': {
      const flipped = String.fromCharCode(text.charCodeAt(start) ^ (1 << Math.floor(to * 7.99)));
      return text.slice(0, start) + flipped + text.slice(start + 1);
    }
    case 'insert':
      return text.slice(0, start) + word + text.slice(start);
    case 'word':
      return text.slice(0, start) + text.slice(start).replace(/[\w.{}/-]+/, () => word);
    case 'drop':
      return text.slice(0, start) + rest;
    case 'twice':
      return text.slice(0, start + length) + text.slice(start);
    case 'swap': {
      const lines = text.split('\n');
      const [a, b] = [Math.floor(at * lines.length), Math.floor(to * lines.length)];
      return lines.map((line, i) => (i === a ? lines[b] : i === b ? lines[a] : line) ?? line).join('\n');
    }
    default:
      return text.slice(0, start);
  }
}

/** Data after one to three changes: values of other types, names that are changed, missing, or there twice. */
export function mutatedData(samples: readonly object[]): fc.Arbitrary<object> {
  const step = fc.record({
    kind: fc.constantFrom('value', 'value', 'value', 'rename', 'remove', 'add', 'repeat'),
    at: fc.nat(),
    name: hostileText,
    value: hostileValue,
  });
  const steps = fc.array(step, { minLength: 1, maxLength: 3 });
  return fc.tuple(fc.constantFrom(...samples), steps).map(([sample, changes]) => {
    const data = structuredClone(sample);
    // A value of its own each time: put into itself it would have no end.
    for (const change of changes) mutateData(data, { ...change, value: structuredClone(change.value) });
    return data;
  });
}

interface DataChange {
  kind: string;
  /** Which of all places; counted round. */
  at: number;
  name: string;
  value: unknown;
}

type Container = Record<string, unknown> | unknown[];

function mutateData(data: unknown, { kind, at, name, value }: DataChange): void {
  const places = placesOf(data);
  const place = places[at % Math.max(1, places.length)];
  if (place === undefined) return;
  const [container, key] = place;
  if (kind === 'value') set(container, key, value);
  else if (kind === 'add') set(container, Array.isArray(container) ? container.length : name, value);
  else if (Array.isArray(container)) {
    const index = Number(key);
    if (kind === 'repeat') container.push(structuredClone(container[index]));
    else container.splice(index, 1);
  } else {
    const old = container[key];
    if (kind !== 'repeat') delete container[key];
    if (kind === 'rename') set(container, name, old);
  }
}

/** Also under the name `__proto__`, as JSON.parse does. */
function set(container: Container, key: string | number, value: unknown): void {
  Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
}

function placesOf(value: unknown): [Container, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const container = value as Container;
  return Object.keys(container).flatMap((key): [Container, string][] => [
    [container, key],
    ...placesOf((container as Record<string, unknown>)[key]),
  ]);
}
