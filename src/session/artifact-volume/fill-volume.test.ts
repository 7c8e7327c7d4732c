import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesBelow } from '../../../test/support/files-below.ts';
import { type FileSource, fillVolume, type Volume } from './fill-volume.ts';

let dir: string;
let now: number;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'volume-'));
  now = 1000;
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

const MARKER = '.builder-playground-artifacts.json';
const volume = (deployment = 'ns/net'): Volume => ({ dir, deployment, volumes: ['volume-el-data', 'volume-x/deep'] });

/** A chain that begins now, or when the chain began that is there; `version` is part of its files. */
function source(request: string, { version = 'a', extra = [] as string[], fixed = false } = {}): FileSource {
  return {
    request,
    isFixed: fixed,
    async make(earlier) {
      const genesisTime = earlier ?? now;
      const files = [
        { path: 'genesis.json', content: JSON.stringify({ genesisTime, version }) },
        { path: 'jwtsecret', content: 'secret' },
        { path: 'testnet/config.yaml', content: 'A: 1' },
        ...extra.map((path) => ({ path, content: path })),
      ];
      return { files, genesisTime, slotDuration: 12_000 };
    },
  };
}

const genesis = () => JSON.parse(readFileSync(join(dir, 'genesis.json'), 'utf8'));
const modeOf = (path: string) => (statSync(join(dir, path)).mode & 0o7777).toString(8);
const startChain = () => writeFileSync(join(dir, 'volume-el-data', 'db'), 'block 1');

describe('fillVolume', () => {
  it('writes files and folders once', async () => {
    expect(await fillVolume(volume(), source('r'))).toEqual({
      genesisTime: 1000,
      slotDuration: 12_000,
      made: true,
      files: 3,
    });
    const before = filesBelow(dir);
    now = 2000;
    expect(await fillVolume(volume(), source('r'))).toMatchObject({ genesisTime: 1000, made: false, files: 3 });
    expect(filesBelow(dir)).toEqual(before);
    expect(Object.keys(before)).toEqual([MARKER, 'genesis.json', 'jwtsecret', 'testnet/config.yaml']);
  });

  it('lets the group write into folders, and others read no secret, whatever the umask', async () => {
    const umask = process.umask(0o077);
    try {
      await fillVolume(volume(), source('r', { extra: ['data_validator/secrets/0xab'] }));
    } finally {
      process.umask(umask);
    }
    for (const folder of ['testnet', 'data_validator', 'data_validator/secrets', 'volume-el-data', 'volume-x/deep']) {
      expect(modeOf(folder), folder).toBe('2775');
    }
    for (const secret of ['jwtsecret', 'data_validator/secrets/0xab']) expect(modeOf(secret), secret).toBe('640');
    for (const open of ['genesis.json', 'testnet/config.yaml']) expect(modeOf(open), open).toBe('644');
  });

  it('keeps out of the volume of another deployment', async () => {
    await fillVolume(volume('ns/other'), source('r'));
    const before = filesBelow(dir);
    await expect(fillVolume(volume(), source('r'))).rejects.toMatchObject({
      code: 'volume-of-another',
      message: `${dir} belongs to deployment ns/other, not ns/net`,
    });
    expect(filesBelow(dir)).toEqual(before);
  });

  it('replaces nothing that it has not made', async () => {
    writeFileSync(join(dir, 'genesis.json'), 'mine');
    mkdirSync(join(dir, 'lost+found'));
    await expect(fillVolume(volume(), source('r'))).rejects.toMatchObject({
      code: 'volume-in-use',
      message: `${dir} has files already that nobody made here: genesis.json`,
    });
    expect(filesBelow(dir)).toEqual({ 'genesis.json': 'mine' });
    rmSync(join(dir, 'genesis.json'));
    await fillVolume(volume(), source('r'));
    expect(existsSync(join(dir, 'lost+found'))).toBe(true);
  });

  it('begins anew for another request, as long as there is no chain', async () => {
    await fillVolume(volume(), source('r', { extra: ['old/file', 'testnet/old'] }));
    writeFileSync(join(dir, 'notes.txt'), 'of a person');
    now = 2000;
    const report = await fillVolume(volume(), source('s', { version: 'b' }));
    expect(report).toMatchObject({ made: true, genesisTime: 2000 });
    expect(genesis()).toEqual({ genesisTime: 2000, version: 'b' });
    expect(Object.keys(filesBelow(dir))).toEqual([
      MARKER,
      'genesis.json',
      'jwtsecret',
      'notes.txt',
      'testnet/config.yaml',
    ]);
    expect(existsSync(join(dir, 'old'))).toBe(false);
  });

  it('never parts a chain from its files', async () => {
    await fillVolume(volume(), source('r'));
    startChain();
    const before = filesBelow(dir);
    await expect(fillVolume(volume(), source('s', { version: 'b' }))).rejects.toMatchObject({
      code: 'chain-data-kept',
      message: 'the files that are asked for are not those that the chain in volume-el-data began with',
    });
    expect(filesBelow(dir)).toEqual(before);
  });

  it('takes another request for what it is when it changes no file', async () => {
    await fillVolume(volume(), source('r'));
    startChain();
    now = 2000;
    expect(await fillVolume(volume(), source('s'))).toMatchObject({ made: false, genesisTime: 1000 });
    // Known by now: nothing has to be made to find out.
    const known = { ...source('s'), make: () => Promise.reject(new Error('made again')) };
    expect(await fillVolume(volume(), known)).toMatchObject({ made: false, genesisTime: 1000 });
  });

  it('restores a file that is gone, with the genesis time that it had', async () => {
    await fillVolume(volume(), source('r'));
    const before = filesBelow(dir);
    startChain();
    rmSync(join(dir, 'testnet'), { recursive: true });
    now = 2000;
    expect(await fillVolume(volume(), source('r'))).toMatchObject({ made: true, genesisTime: 1000 });
    expect(filesBelow(dir)).toEqual({ ...before, 'volume-el-data/db': 'block 1' });
  });

  it('makes the files of a chain again only where they can be no others', async () => {
    mkdirSync(join(dir, 'volume-el-data'));
    startChain();
    await expect(fillVolume(volume(), source('r'))).rejects.toMatchObject({
      code: 'chain-data-kept',
      message: 'there is a chain in volume-el-data, but not the files that it began with',
    });
    expect(await fillVolume(volume(), source('r', { fixed: true }))).toMatchObject({ made: true });
    expect(readFileSync(join(dir, 'volume-el-data', 'db'), 'utf8')).toBe('block 1');
  });

  it('takes the lost+found of a fresh disk for no chain', async () => {
    mkdirSync(join(dir, 'volume-el-data', 'lost+found'), { recursive: true });
    expect(await fillVolume(volume(), source('r'))).toMatchObject({ made: true });
  });

  it.each(['volume-el-data/db', '.builder-playground-artifacts.json'])('has no place for %s', async (path) => {
    await expect(fillVolume(volume(), source('r', { extra: [path] }))).rejects.toMatchObject({ code: 'reserved-path' });
    expect(filesBelow(dir)).toEqual({});
  });

  it.each(['..', '../x', '/x', '.'])('refuses the volume %s', async (name) => {
    const refused = fillVolume({ ...volume(), volumes: [name] }, source('r'));
    await expect(refused).rejects.toMatchObject({ code: 'invalid-volume' });
  });

  it('leaves a damaged marker to people', async () => {
    writeFileSync(join(dir, MARKER), '{');
    await expect(fillVolume(volume(), source('r'))).rejects.toMatchObject({ code: 'volume-marker-damaged' });
  });

  it('says when the volume is not there', async () => {
    rmSync(dir, { recursive: true });
    await expect(fillVolume(volume(), source('r'))).rejects.toMatchObject({
      code: 'file-refused',
      message: `cannot write ${dir}: it does not exist`,
    });
  });
});
