import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeL1Artifacts } from '../../../test/support/l1-artifacts.ts';
import { volumeRequest } from '../../../test/support/volume-request.ts';
import { checkVolume } from './check-volume.ts';
import { fillVolume } from './fill-volume.ts';

let dir: string;
const volume = () => ({ dir, deployment: 'ns/net', volumes: ['volume-el-data'] });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'check-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('checkVolume', () => {
  it('tells when the chain begins whose files are there, and makes room for its data', async () => {
    const { genesisTime } = await writeL1Artifacts(dir, { slotDurationMs: 2000 });
    const report = checkVolume(volume(), ['genesis.json', 'testnet', 'data_validator']);
    expect(report).toEqual({ genesisTime, slotDuration: 2000, made: false, files: 3 });
    expect(existsSync(join(dir, 'volume-el-data'))).toBe(true);
  });

  it('takes files of which it knows nothing', () => {
    writeFileSync(join(dir, 'genesis.json'), 'no JSON');
    mkdirSync(join(dir, 'testnet'));
    expect(checkVolume(volume(), ['genesis.json'])).toEqual({ made: false, files: 1 });
  });

  it('names all that is missing, and changes nothing', () => {
    writeFileSync(join(dir, 'genesis.json'), '{}');
    expect(() => checkVolume(volume(), ['genesis.json', 'jwtsecret', 'testnet'])).toThrow(
      expect.objectContaining({
        code: 'artifacts-missing',
        message: `${dir} is not ready to be used: jwtsecret does not exist, testnet does not exist`,
      }),
    );
    expect(existsSync(join(dir, 'volume-el-data'))).toBe(false);
  });

  it('keeps out of what was made for another deployment', async () => {
    await fillVolume(...volumeRequest(dir, 'r'));
    expect(() => checkVolume({ ...volume(), deployment: 'ns/other' }, [])).toThrow(/belongs to deployment ns\/net/);
  });
});
