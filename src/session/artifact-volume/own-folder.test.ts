import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownFolder } from './own-folder.ts';

let dir: string;
const [user, group] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
const modeOf = (path: string) => statSync(path).mode & 0o7777;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'own-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

// Another owner needs a process of root: test/e2e/image.test.ts has one.
describe('ownFolder', () => {
  it('lets the group write, and does it once', async () => {
    chmodSync(dir, 0o755);
    expect(await ownFolder(dir, user, group)).toBe(true);
    expect(modeOf(dir)).toBe(0o2775);
    expect(await ownFolder(dir, user, group)).toBe(false);
  });

  it('leaves alone what is in the folder', async () => {
    const inside = join(dir, 'inside');
    mkdirSync(inside);
    chmodSync(inside, 0o700);
    await ownFolder(dir, user, group);
    expect(modeOf(inside)).toBe(0o700);
  });

  it('says when the folder is not there', async () => {
    await expect(ownFolder(join(dir, 'x'), user, group)).rejects.toMatchObject({
      code: 'file-refused',
      message: `cannot change the owner of ${join(dir, 'x')}: it does not exist`,
    });
  });
});
