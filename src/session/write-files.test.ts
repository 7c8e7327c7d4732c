import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFiles } from './write-files.ts';

describe('writeFiles', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'files-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('writes text and bytes into folders that it makes', () => {
    writeFiles(dir, [
      { path: 'a/b/text', content: 'ä' },
      { path: 'a/bytes', content: new Uint8Array([0, 255]), mode: 0o600 },
    ]);
    expect(readFileSync(join(dir, 'a/b/text'), 'utf8')).toBe('ä');
    expect([...readFileSync(join(dir, 'a/bytes'))]).toEqual([0, 255]);
    expect(statSync(join(dir, 'a/bytes')).mode & 0o777).toBe(0o600);
  });

  it('names the file that is in the way', () => {
    writeFileSync(join(dir, 'a'), '');
    const outcome = () => writeFiles(dir, [{ path: 'a/b', content: '' }]);
    expect(outcome).toThrow(
      expect.objectContaining({ code: 'file-refused', message: expect.stringContaining(join(dir, 'a')) }),
    );
  });

  it.each(['../x', '/x', 'a/../../x'])('writes nothing outside of its folder: %s', (path) => {
    expect(() => writeFiles(dir, [{ path, content: '' }])).toThrow(RangeError);
  });
});
