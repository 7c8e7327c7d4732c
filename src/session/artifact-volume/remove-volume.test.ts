import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { volumeRequest } from '../../../test/support/volume-request.ts';
import { fillVolume } from './fill-volume.ts';
import { removeVolume } from './remove-volume.ts';

let home: string;
let dir: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'remove-'));
  dir = join(home, 'net');
  mkdirSync(dir);
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

async function fill(path = dir): Promise<void> {
  mkdirSync(path, { recursive: true });
  await fillVolume(...volumeRequest(path, 'r'));
}

describe('removeVolume', () => {
  it('removes the folder of its deployment, with all that is in it', async () => {
    await fill();
    writeFileSync(join(dir, 'volume-el-data', 'db'), 'block 1');
    await removeVolume(dir, 'ns/net');
    expect(readdirSync(home)).toEqual([]);
    await removeVolume(dir, 'ns/net');
  });

  it('removes a folder with volumes of its services', async () => {
    await fill(join(dir, 'el'));
    await fill(join(dir, 'beacon'));
    mkdirSync(join(dir, 'shared-x', 'data'), { recursive: true });
    await removeVolume(dir, 'ns/net');
    expect(readdirSync(home)).toEqual([]);
  });

  it('keeps the folder of another deployment', async () => {
    await fill();
    await expect(removeVolume(dir, 'ns/other')).rejects.toMatchObject({ code: 'volume-of-another' });
    await fill(join(home, 'both', 'el'));
    await expect(removeVolume(join(home, 'both'), 'ns/other')).rejects.toMatchObject({ code: 'volume-of-another' });
    expect(existsSync(join(dir, 'genesis.json'))).toBe(true);
    expect(existsSync(join(home, 'both', 'el', 'genesis.json'))).toBe(true);
  });

  it('keeps a folder that nobody has marked', async () => {
    mkdirSync(join(dir, 'shared-photos'));
    await expect(removeVolume(dir, 'ns/net')).rejects.toMatchObject({
      code: 'volume-not-ours',
      message: `${dir} is not removed for ns/net: it was not made by it`,
    });
    expect(existsSync(join(dir, 'shared-photos'))).toBe(true);
  });

  it('keeps other things beside the volumes of services', async () => {
    await fill(join(dir, 'el'));
    writeFileSync(join(dir, 'notes.txt'), 'of a person');
    await expect(removeVolume(dir, 'ns/net')).rejects.toMatchObject({
      message: `${dir} is not removed for ns/net: it has other things in it: notes.txt`,
    });
    expect(readdirSync(dir)).toEqual(['notes.txt']);
  });

  it('follows no link', async () => {
    await fill();
    symlinkSync(dir, join(home, 'link'));
    await expect(removeVolume(join(home, 'link'), 'ns/net')).rejects.toMatchObject({ code: 'volume-not-ours' });
    const outside = join(home, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'file'), 'x');
    symlinkSync(outside, join(dir, 'volume-el-data', 'way-out'));
    await removeVolume(dir, 'ns/net');
    expect(existsSync(join(outside, 'file'))).toBe(true);
  });
});
