import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeTar } from '../../../lib/tar.ts';
import { type Bundle, packBundle } from './pack-bundle.ts';
import { unpackBundle } from './unpack-bundle.ts';

/** As a folder holds them in which all objects are mounted. */
function mounted({ objects }: Bundle): Map<string, Buffer> {
  const entries = objects.flatMap((object) => {
    return Object.entries((object.binaryData ?? object.data) as Record<string, string>);
  });
  return new Map(entries.map(([key, text]) => [key, Buffer.from(text, 'base64')]));
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('unpackBundle', () => {
  it('gives back what was packed', () => {
    const path = fc.array(fc.constantFrom('a', 'b', 'secrets', 'é'), { minLength: 1, maxLength: 4 });
    const file = fc.record({
      path: path.map((parts) => parts.join('/')),
      content: fc.uint8Array({ maxLength: 100 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(file, { selector: (one) => one.path }), (files) => {
        const bundle = packBundle('net', files, {});
        const unpacked = unpackBundle(mounted(bundle), bundle.sha256);
        const byPath = (list: readonly { path: string; content: string | Uint8Array }[]) =>
          new Map(list.map((one) => [one.path, [...Buffer.from(one.content)]]));
        expect(byPath(unpacked)).toEqual(byPath(files));
      }),
    );
  });

  it('keeps modes, and secrets from the eyes of others', () => {
    const files = [
      { path: 'run.sh', content: '', mode: 0o755 },
      { path: 'genesis.json', content: '' },
      { path: 'jwtsecret', content: '' },
    ];
    const bundle = packBundle('net', files, {});
    const modes = unpackBundle(mounted(bundle), bundle.sha256).map(({ path, mode }) => [path, mode]);
    expect(modes).toEqual([
      ['genesis.json', 0o644],
      ['run.sh', 0o755],
      ['jwtsecret', 0o640],
    ]);
  });

  it('joins the pieces by their numbers and leaves other files alone', () => {
    const content = randomBytes(2_000_000);
    const bundle = packBundle('net', [{ path: 'state', content }], {});
    expect(bundle.objects.length).toBeGreaterThan(1);
    const parts = new Map([...mounted(bundle)].toReversed());
    parts.set('README', Buffer.from('x'));
    const [file] = unpackBundle(parts, bundle.sha256);
    expect(Buffer.from(file?.content ?? '').equals(content)).toBe(true);
  });

  it('refuses a bundle that is not the one that was meant, or not all of it', () => {
    const bundle = packBundle(
      'net',
      [
        { path: 'a', content: 'b' },
        { path: 'secret', content: 'c' },
      ],
      {},
    );
    const parts = mounted(bundle);
    const refusal = expect.objectContaining({ code: 'bundle-changed' });
    expect(() => unpackBundle(parts, '0'.repeat(64))).toThrow(refusal);
    parts.delete('secrets.tar.gz.0');
    expect(() => unpackBundle(parts, bundle.sha256)).toThrow(refusal);
    expect(() => unpackBundle(new Map(), bundle.sha256)).toThrow(refusal);
  });

  it('refuses paths that lead out of the folder', () => {
    const entry = { path: '../../etc/passwd', type: 'file', mode: 0o644, content: Buffer.from('x') } as const;
    const bytes = gzipSync(writeTar([entry]));
    expect(() => unpackBundle(new Map([['files.tar.gz.0', bytes]]), hashOf(bytes))).toThrow(
      expect.objectContaining({ code: 'archive-unsafe' }),
    );
  });

  it('refuses what is no archive', () => {
    const bytes = Buffer.from('hello');
    expect(() => unpackBundle(new Map([['files.tar.gz.0', bytes]]), hashOf(bytes))).toThrow(
      expect.objectContaining({ code: 'archive-damaged' }),
    );
  });
});
