import { createCipheriv, hash } from 'node:crypto';
import { hexToBytes } from '../lib/hex.ts';
import type { ArtifactFile } from './artifact.ts';
import { INTEROP_PUBLIC_KEYS, KEYSTORE_KEY } from './generated/l1-data.ts';
import { interopSecretKey, secretKeyBytes } from './interop-keys.ts';
import { KEYSTORE_KDF } from './keystore-kdf.ts';
import { KEYSTORE_PASSWORD } from './l1-constants.ts';

/** `validators/0xPUB/voting-keystore.json` and `secrets/0xPUB` of every validator, below `folder`. */
export function buildKeystores(folder: string): ArtifactFile[] {
  return INTEROP_PUBLIC_KEYS.flatMap((publicKey, index) => [
    { path: `${folder}/validators/${publicKey}/voting-keystore.json`, content: keystore(publicKey.slice(2), index) },
    { path: `${folder}/secrets/${publicKey}`, content: KEYSTORE_PASSWORD },
  ]);
}

/** EIP-2335, keys in the order of the Go builder-playground. */
function keystore(pubkey: string, index: number): string {
  const key = hexToBytes(KEYSTORE_KEY);
  // Made from the public key rather than at random, so that the same session is the same to the byte.
  const unique = hash('sha256', pubkey, 'buffer');
  const iv = unique.subarray(0, 16);
  const cipher = createCipheriv('aes-128-ctr', key.subarray(0, 16), iv);
  const message = cipher.update(secretKeyBytes(interopSecretKey(index)));
  const checksum = hash('sha256', Buffer.concat([key.subarray(16, 32), message]));
  return JSON.stringify({
    crypto: {
      checksum: { function: 'sha256', message: checksum, params: {} },
      cipher: { function: 'aes-128-ctr', message: message.toString('hex'), params: { iv: iv.toString('hex') } },
      kdf: { function: 'pbkdf2', message: '', params: KEYSTORE_KDF },
    },
    description: '',
    path: '',
    pubkey,
    uuid: uuid(unique.subarray(16)),
    version: 4,
  });
}

/** Version 4 (RFC 9562) of 16 given bytes. */
function uuid(bytes: Uint8Array): string {
  const digits = Buffer.from(bytes);
  digits[6] = ((digits[6] as number) & 0x0f) | 0x40;
  digits[8] = ((digits[8] as number) & 0x3f) | 0x80;
  return digits.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
