import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { Silence, unlessSilent } from './unless-silent.ts';

it('gives what comes, and cuts a stream that falls silent', async () => {
  const stream = new PassThrough();
  stream.write('a');
  const chunks: string[] = [];
  const read = async () => {
    for await (const chunk of unlessSilent(stream, 20)) chunks.push(chunk.toString());
  };
  await expect(read()).rejects.toThrow(Silence);
  expect(chunks).toEqual(['a']);
  expect(stream.destroyed).toBe(true);
});

it('ends with a stream that ends in time', async () => {
  const chunks: Buffer[] = [];
  for await (const chunk of unlessSilent(new PassThrough().end('a'), 10_000)) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toBe('a');
});
