import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlaygroundError } from '../lib/errors.ts';
import { formatTemplate, parseTemplate, portTemplate, serviceTemplate, type TemplateNode } from './template.ts';

describe('parseTemplate', () => {
  test.each<[string, TemplateNode[]]>([
    ['', []],
    ['plain }} text', [{ kind: 'text', text: 'plain }} text', column: 1 }]],
    ['{{Port "http" 8545}}', [{ kind: 'port', name: 'http', port: 8545, protocol: 'tcp', column: 1 }]],
    [
      '0.0.0.0:{{ PortUDP `p2p` 9000 }}',
      [
        { kind: 'text', text: '0.0.0.0:', column: 1 },
        { kind: 'port', name: 'p2p', port: 9000, protocol: 'udp', column: 9 },
      ],
    ],
    [
      'http://{{Service "el" "authrpc"}}/x',
      [
        { kind: 'text', text: 'http://', column: 1 },
        { kind: 'service', service: 'el', portLabel: 'authrpc', protocol: '', user: '', column: 8 },
        { kind: 'text', text: '/x', column: 34 },
      ],
    ],
    [
      '{{Service "db" "sql" "postgres" "a:\\"b\\""}}',
      [{ kind: 'service', service: 'db', portLabel: 'sql', protocol: 'postgres', user: 'a:"b"', column: 1 }],
    ],
    [
      '{{.Dir}}/jwt{{Bootnode}}',
      [
        { kind: 'dir', column: 1 },
        { kind: 'text', text: '/jwt', column: 9 },
        { kind: 'bootnode', column: 13 },
      ],
    ],
  ])('%s', (text, nodes) => {
    expect(parseTemplate(text)).toEqual(nodes);
  });

  test.each([
    ['{{Prot "http" 1}}', 3, 'there is no template function "Prot"', 'did you mean {{Port "http" 8545}}?'],
    ['--x={{Port "http" 1', 5, '{{ is never closed by }}', undefined],
    ['{{Port http 1}}', 8, 'an argument must be a "string" or a number', undefined],
    ['{{Port "http 1}}', 8, 'a string is never closed', undefined],
    ['{{Port "http"}}', 1, 'Port does not take these arguments', 'write {{Port "http" 8545}}'],
    ['a {{Port "http" 70000}}', 17, '70000 is not a port number', undefined],
    ['{{Service "el"}}', 1, 'Service does not take these arguments', undefined],
    ['{{Service "a" "b" "c" "d" "e"}}', 1, 'Service does not take these arguments', undefined],
    ['{{Bootnode 1}}', 1, 'Bootnode does not take these arguments', undefined],
    ['{{Port "\\q" 1}}', 8, '"\\q" has an escape that is not understood', undefined],
    ['{{ }}', 4, 'a name must follow {{', undefined],
  ])('refuses %s', (text, column, message, hint) => {
    const error = refusal(text);
    expect(error).toMatchObject({ code: 'invalid-template', message, details: { column } });
    if (hint !== undefined) expect(error.hint).toBe(hint);
  });

  test('reads what formatTemplate writes', () => {
    fc.assert(
      fc.property(anyNodes, (nodes) => {
        expect(withoutColumns(parseTemplate(formatTemplate(nodes)))).toEqual(withoutColumns(nodes));
      }),
    );
  });

  test('either reads a text or says at which of its columns it cannot', () => {
    const pieces = fc.constantFrom('{{', '}}', 'Port', 'Service', '.Dir', '"a"', '"', ' ', '1', '`', '\\', 'é', '{');
    fc.assert(
      fc.property(
        fc.array(pieces).map((words) => words.join('')),
        (text) => {
          try {
            const columns = parseTemplate(text).map((node) => node.column);
            expect(columns).toEqual([...columns].sort((a, b) => a - b));
          } catch (error) {
            expect(error).toBeInstanceOf(PlaygroundError);
            const { column } = (error as PlaygroundError).details;
            expect(column).toBeGreaterThanOrEqual(1);
            expect(column).toBeLessThanOrEqual(text.length + 1);
          }
        },
      ),
    );
  });
});

test('the helpers write the forms of the Go builder-playground', () => {
  expect(portTemplate('http', 8545)).toBe('{{Port "http" 8545}}');
  expect(serviceTemplate('el', 'http')).toBe('{{Service "el" "http" "http" ""}}');
  expect(serviceTemplate('beacon', 'rpc', '')).toBe('{{Service "beacon" "rpc"}}');
});

const word = fc.string();
const anyNode: fc.Arbitrary<TemplateNode> = fc.oneof(
  fc.record({
    kind: fc.constant('text' as const),
    text: fc.string({ minLength: 1 }).filter((text) => !text.includes('{')),
    column: fc.constant(1),
  }),
  fc.record({
    kind: fc.constant('port' as const),
    name: word,
    port: fc.integer({ min: 1, max: 65_535 }),
    protocol: fc.constantFrom('tcp' as const, 'udp' as const),
    column: fc.constant(1),
  }),
  fc.record({
    kind: fc.constant('service' as const),
    service: word,
    portLabel: word,
    protocol: word,
    user: word,
    column: fc.constant(1),
  }),
  fc.record({ kind: fc.constantFrom('dir' as const, 'bootnode' as const), column: fc.constant(1) }),
);

/** Two texts in a row are one when read. */
const anyNodes = fc
  .array(anyNode)
  .map((nodes) => nodes.filter((node, i) => !(node.kind === 'text' && nodes[i - 1]?.kind === 'text')));

function withoutColumns(nodes: TemplateNode[]) {
  return nodes.map(({ column: _, ...node }) => node);
}

function refusal(text: string): PlaygroundError {
  try {
    parseTemplate(text);
  } catch (error) {
    if (error instanceof PlaygroundError) return error;
  }
  throw new Error(`${text} was read`);
}
