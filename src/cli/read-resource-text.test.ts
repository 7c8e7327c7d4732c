import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { readResourceText } from './read-resource-text.ts';

const dir = mkdtempSync(join(tmpdir(), 'read-resource-'));
afterAll(() => rmSync(dir, { recursive: true }));

test('a file is read, and called as it was named', async () => {
  const path = join(dir, 'a.yaml');
  writeFileSync(path, 'a: ü\n');
  expect(await readResourceText(path)).toEqual({ text: 'a: ü\n', source: path });
});

test('standard input is read to its end', async () => {
  expect(await readResourceText('-', stdin(Readable.from(['a: ', Buffer.from('1\n')])))).toEqual({
    text: 'a: 1\n',
    source: 'stdin',
  });
});

test('no more is read than is looked at', async () => {
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(65_536, 'x');
    })(),
  );
  expect((await readResourceText('-', stdin(endless))).text).toHaveLength(4 * 1024 * 1024 + 1);
});

test('what is no UTF-8 stays recognisable', async () => {
  const { text } = await readResourceText('-', stdin(Readable.from([Buffer.from([0x61, 0xff])])));
  expect(text).toBe('a\ufffd');
});

test('what cannot be read is a wrong request', async () => {
  await expect(readResourceText(join(dir, 'b.yaml'))).rejects.toMatchObject({ code: 'no-such-file', kind: 'usage' });
  await expect(readResourceText(`${dir}/`)).rejects.toMatchObject({
    code: 'not-a-file',
    hint: `name a file, such as ${dir}/k8s-manifest.yaml`,
  });
  const terminal = Object.assign(new PassThrough(), { isTTY: true });
  await expect(readResourceText('-', stdin(terminal))).rejects.toMatchObject({ code: 'no-input', kind: 'usage' });
});

function stdin(stream: Readable): typeof process.stdin {
  return stream as typeof process.stdin;
}
