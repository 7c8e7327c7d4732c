import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTar, type TarEntry, writeTar } from './tar.ts';

const file = (path: string, content = '', mode = 0o644): TarEntry => {
  return { path, type: 'file', mode, content: Buffer.from(content) };
};
const folder = (path: string): TarEntry => ({ path, type: 'folder', mode: 0o2775, content: Buffer.alloc(0) });

const link = (path: string, target: string): TarEntry => {
  return { path, type: 'link', mode: 0o777, content: Buffer.from(target) };
};

const LONG = `data_validator/validators/0x${'a'.repeat(96)}/voting-keystore.json`;

/** An entry that no writer of ours would write. */
function tarOf(...args: string[]): Buffer {
  const dir = mkdtempSync(join(tmpdir(), 'tar-'));
  try {
    execFileSync('sh', ['-c', 'echo x > file; ln -s file link; mkdir sub'], { cwd: dir });
    return execFileSync('tar', ['-c', '-P', ...args], { cwd: join(dir, 'sub') });
  } finally {
    rmSync(dir, { recursive: true });
  }
}

describe('writeTar', () => {
  it('writes what tar lists', () => {
    const archive = writeTar([
      folder('empty'),
      file('genesis.json', '{}', 0o640),
      file(LONG, 'x'),
      file('run', '', 0o755),
      link('way', 'run'),
    ]);
    const listed = execFileSync('tar', ['-tv', '--numeric-owner', '--utc'], { input: archive, encoding: 'utf8' });
    expect(
      listed
        .trim()
        .split('\n')
        .map((line) => line.replaceAll(/ +/g, ' ')),
    ).toEqual([
      'drwxrwsr-x 0/0 0 1970-01-01 00:00 empty/',
      '-rw-r----- 0/0 2 1970-01-01 00:00 genesis.json',
      `-rw-r--r-- 0/0 1 1970-01-01 00:00 ${LONG}`,
      '-rwxr-xr-x 0/0 0 1970-01-01 00:00 run',
      'lrwxrwxrwx 0/0 0 1970-01-01 00:00 way -> run',
    ]);
  });

  it('writes the same bytes for the same entries', () => {
    const entries = [file('a', 'b'), folder('c')];
    expect(writeTar(entries).equals(writeTar(entries))).toBe(true);
  });

  it('refuses a path that has no place', () => {
    expect(() => writeTar([file('x'.repeat(101))])).toThrow(expect.objectContaining({ code: 'path-too-long' }));
    expect(() => writeTar([file(`${'x'.repeat(156)}/y`)])).toThrow(expect.objectContaining({ code: 'path-too-long' }));
    expect(() => writeTar([folder(`y/${'x'.repeat(100)}`)])).toThrow(
      expect.objectContaining({ code: 'path-too-long' }),
    );
  });
});

describe('readTar', () => {
  const part = fc.stringMatching(/^[a-zé0-9_-][a-zé0-9._-]{0,30}$/);
  const entry = fc.record({
    path: fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
    type: fc.constantFrom('file' as const, 'folder' as const),
    mode: fc.integer({ min: 0, max: 0o7777 }),
    content: fc.uint8Array({ maxLength: 2000 }),
  });

  it('reads what was written', () => {
    fc.assert(
      fc.property(fc.array(entry), (drafts) => {
        const entries = drafts.map((draft) =>
          draft.type === 'folder' ? { ...draft, content: new Uint8Array() } : draft,
        );
        const plain = (list: TarEntry[]) => list.map((one) => ({ ...one, content: [...one.content] }));
        expect(plain(readTar(writeTar(entries)))).toEqual(plain(entries));
      }),
    );
  });

  it('never does anything but read or refuse', () => {
    const archive = writeTar([folder('a'), file('a/b', 'content')]);
    const change = fc.tuple(fc.nat(archive.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change), fc.nat(archive.length), (changes, length) => {
        const damaged = Buffer.from(archive.subarray(0, length));
        for (const [at, byte] of changes) if (at < length) damaged[at] = byte;
        try {
          readTar(damaged);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^archive-(damaged|unsafe)$/) });
        }
      }),
    );
  });

  it('refuses links and ways out', () => {
    expect(() => readTar(writeTar([link('a', '/etc')]))).toThrow(/refused: a is neither a file nor a folder/);
    expect(() => readTar(tarOf('--format=ustar', '../link'))).toThrow(/archive is refused: ..\/link is neither/);
    expect(() => readTar(tarOf('--format=ustar', '../file'))).toThrow(/refused: ..\/file leads out of the folder/);
    expect(() => readTar(tarOf('--format=ustar', '/etc/hostname'))).toThrow(/leads out of the folder/);
    expect(() => readTar(writeTar([file('a/../../b')]))).toThrow(/leads out of the folder/);
  });

  it('refuses what is cut off', () => {
    const archive = writeTar([file('a', 'x'.repeat(600))]);
    for (const length of [0, 100, 512, 1100, archive.length - 1024]) {
      expect(() => readTar(archive.subarray(0, length))).toThrow(expect.objectContaining({ code: 'archive-damaged' }));
    }
  });
});
