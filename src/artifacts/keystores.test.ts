import { createDecipheriv, hash, pbkdf2Sync } from 'node:crypto';
import { decrypt, type IKeystore, validateKeystore } from '@chainsafe/bls-keystore';
import { interopSecretKeys } from '@lodestar/state-transition';
import { expect, test } from 'vitest';
import { bytesToHex } from '../lib/hex.ts';
import { buildKeystores } from './keystores.ts';

const files = new Map(buildKeystores('validator').map((file) => [file.path, file.content as string]));
const validators = interopSecretKeys(100).map((key) => ({
  secretKey: key.toBytes(),
  publicKey: bytesToHex(key.toPublicKey().toBytes()),
}));

function keystoreOf(publicKey: string): IKeystore {
  return JSON.parse(files.get(`validator/validators/${publicKey}/voting-keystore.json`) as string) as IKeystore;
}

test('a keystore decrypts with the password beside it', async () => {
  const { publicKey, secretKey } = validators[57] as (typeof validators)[number];
  const keystore = keystoreOf(publicKey);
  validateKeystore(keystore);
  const password = files.get(`validator/secrets/${publicKey}`) as string;
  expect(bytesToHex(await decrypt(keystore, password))).toBe(bytesToHex(secretKey));
});

test('all hundred hold the interop keys, each with an identity of its own', () => {
  const { salt, c, dklen } = keystoreOf(validators[0]?.publicKey ?? '').crypto.kdf.params as never;
  const key = pbkdf2Sync('secret', Buffer.from(salt, 'hex'), c, dklen, 'sha256');
  for (const { publicKey, secretKey } of validators) {
    const { crypto, pubkey } = keystoreOf(publicKey);
    const { iv } = crypto.cipher.params as { iv: string };
    const message = Buffer.from(crypto.cipher.message, 'hex');
    const plain = createDecipheriv('aes-128-ctr', key.subarray(0, 16), Buffer.from(iv, 'hex')).update(message);
    expect(bytesToHex(plain)).toBe(bytesToHex(secretKey));
    expect(crypto.checksum.message).toBe(hash('sha256', Buffer.concat([key.subarray(16), message])));
    expect(`0x${pubkey}`).toBe(publicKey);
  }
  const keystores = validators.map(({ publicKey }) => keystoreOf(publicKey));
  expect(new Set(keystores.map(({ uuid }) => uuid)).size).toBe(100);
  expect(new Set(keystores.map(({ crypto }) => JSON.stringify(crypto.cipher.params))).size).toBe(100);
});
