import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keystore } from '@chainsafe/bls-keystore';
import { SecretKey } from '@chainsafe/blst';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesToHex, type Hex } from '../../../lib/hex.ts';
import { createLogger } from '../../../lib/log.ts';
import { interopSecretKey } from './interop-keys.ts';
import { loadKeys } from './load-keys.ts';

const log = createLogger('beacon', 'error', () => {});
const pubkeyOf = (key: SecretKey): Hex => bytesToHex(key.toPublicKey().toBytes());

let validatorsDir = '';
beforeEach(async () => {
  validatorsDir = await mkdtemp(join(tmpdir(), 'validators-'));
  await mkdir(join(validatorsDir, 'validators'));
  await mkdir(join(validatorsDir, 'secrets'));
});
afterEach(() => rm(validatorsDir, { recursive: true }));

async function addKeystore(key: SecretKey, password: string, folder = pubkeyOf(key)): Promise<void> {
  const keystore = await Keystore.create(password, key.toBytes(), key.toPublicKey().toBytes(), 'm/', null, {
    function: 'pbkdf2',
    params: { dklen: 32, c: 16, prf: 'hmac-sha256', salt: 'ab'.repeat(32) },
  });
  await mkdir(join(validatorsDir, 'validators', folder));
  await writeFile(join(validatorsDir, 'validators', folder, 'voting-keystore.json'), keystore.stringify());
  await writeFile(join(validatorsDir, 'secrets', folder), `${password}\n`);
}

describe('loadKeys', () => {
  const foreign = SecretKey.fromKeygen(new Uint8Array(32).fill(5));

  it('knows interop validators by the name of their folder', async () => {
    const key = interopSecretKey(1);
    await mkdir(join(validatorsDir, 'validators', pubkeyOf(key)));
    const keys = await loadKeys({ validatorsDir, interopCount: 3, log });
    expect([...keys.keys()]).toEqual([pubkeyOf(key)]);
    expect(keys.get(pubkeyOf(key))?.toHex()).toBe(key.toHex());
  });

  it('decrypts the keystores of others', async () => {
    await addKeystore(foreign, 'secret');
    const keys = await loadKeys({ validatorsDir, interopCount: 3, log });
    expect(keys.get(pubkeyOf(foreign))?.toHex()).toBe(foreign.toHex());
  });

  it('names the keystore that cannot be decrypted', async () => {
    await addKeystore(foreign, 'secret');
    await writeFile(join(validatorsDir, 'secrets', pubkeyOf(foreign)), 'wrong');
    await expect(loadKeys({ validatorsDir, interopCount: 3, log })).rejects.toMatchObject({
      code: 'keystore-unusable',
      message: expect.stringContaining(pubkeyOf(foreign)),
    });
  });

  it('refuses a keystore in the folder of another validator', async () => {
    const other = SecretKey.fromKeygen(new Uint8Array(32).fill(6));
    await addKeystore(foreign, 'secret', pubkeyOf(other));
    await expect(loadKeys({ validatorsDir, interopCount: 3, log })).rejects.toMatchObject({
      code: 'keystore-unusable',
      message: expect.stringContaining('another validator'),
    });
  });

  it('names the folder that is missing', async () => {
    const missing = join(validatorsDir, 'nothing');
    await expect(loadKeys({ validatorsDir: missing, interopCount: 3, log })).rejects.toMatchObject({
      code: 'validators-missing',
      message: expect.stringContaining(missing),
    });
  });
});
