import fc from 'fast-check';
import { expect, it } from 'vitest';
import { textLines } from './text-lines.ts';

async function linesOf(chunks: Buffer[]): Promise<string[]> {
  async function* stream() {
    yield* chunks;
  }
  const lines: string[] = [];
  for await (const line of textLines(stream())) lines.push(line);
  return lines;
}

it('are the same however the stream is cut into chunks', async () => {
  const line = fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\r\n]/g, ''));
  const cuts = fc.array(fc.nat(200));
  await fc.assert(
    fc.asyncProperty(fc.array(line), cuts, fc.constantFrom('\n', '\r\n'), async (lines, positions, ending) => {
      const bytes = Buffer.from(lines.map((text) => text + ending).join(''));
      const bounds = [0, ...positions.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length];
      const chunks = bounds.slice(1).map((end, index) => bytes.subarray(bounds[index], end));
      expect(await linesOf(chunks)).toEqual(lines.map((text) => Buffer.from(text).toString()));
    }),
  );
});

it('end with what has no line break, unless the stream was cut there', async () => {
  expect(await linesOf([Buffer.from('a\nb')])).toEqual(['a', 'b']);
  const lines: string[] = [];
  const cut = async () => {
    async function* stream() {
      yield Buffer.from('a\nb');
      throw new Error('cut');
    }
    for await (const line of textLines(stream())) lines.push(line);
  };
  await expect(cut()).rejects.toThrow('cut');
  expect(lines).toEqual(['a']);
});

it('are not endless', async () => {
  await expect(linesOf(Array.from({ length: 5 }, () => Buffer.alloc(16 << 20, 'x')))).rejects.toThrow(
    'a line is longer',
  );
});
