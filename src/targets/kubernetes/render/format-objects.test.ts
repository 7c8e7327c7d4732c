import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { formatObjects } from './format-objects.ts';

const read = (text: string, version: '1.1' | '1.2') =>
  parseAllDocuments(text, { version }).map((document) => document.toJS());

test('is read back as it was, by readers of either YAML', () => {
  const trouble = fc.constantFrom(
    'on',
    'y',
    '0x10',
    '1_000',
    '12:30:45',
    '~',
    '---',
    'a\n',
    ' a\nb\n',
    'a\n b\n',
    '\t\n',
  );
  const text = fc.oneof(
    trouble,
    fc.string(),
    fc.array(fc.constantFrom('a', ' ', '\n', ':', '#', '-', '"')).map((a) => a.join('')),
  );
  const object = fc.record({
    kind: text,
    data: fc.dictionary(text, text),
    list: fc.array(fc.oneof(text, fc.boolean())),
  });
  fc.assert(
    fc.property(fc.array(object, { minLength: 1, maxLength: 3 }), (objects) => {
      const plain = JSON.parse(JSON.stringify(objects));
      expect(read(formatObjects(plain), '1.2')).toEqual(plain);
      expect(read(formatObjects(plain), '1.1')).toEqual(plain);
    }),
    { numRuns: 300 },
  );
});

test('keeps the lines of a text apart', () => {
  expect(formatObjects([{ data: { text: '{\n  "a": 1\n}\n' } }, { on: 'on' }])).toBe(
    'data:\n  text: |\n    {\n      "a": 1\n    }\n---\n"on": "on"\n',
  );
});
