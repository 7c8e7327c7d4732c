import type { ArtifactFile } from './artifact.ts';
import { INTEROP_PUBLIC_KEYS, KEYSTORE_SECRETS, type KeystoreSecret } from './generated/l1-data.ts';
import { KEYSTORE_KDF } from './keystore-kdf.ts';
import { KEYSTORE_PASSWORD } from './l1-constants.ts';

/** `validators/0xPUB/voting-keystore.json` and `secrets/0xPUB` of every validator, below `folder`. */
export function buildKeystores(folder: string): ArtifactFile[] {
  return INTEROP_PUBLIC_KEYS.flatMap((publicKey, index) => [
    {
      path: `${folder}/validators/${publicKey}/voting-keystore.json`,
      content: keystore(publicKey.slice(2), KEYSTORE_SECRETS[index] as KeystoreSecret),
    },
    { path: `${folder}/secrets/${publicKey}`, content: KEYSTORE_PASSWORD },
  ]);
}

/** EIP-2335, with the keys and their order of the Go builder-playground and the `path` that it leaves out. */
function keystore(pubkey: string, { checksum, message, iv, uuid }: KeystoreSecret): string {
  return JSON.stringify({
    crypto: {
      checksum: { function: 'sha256', message: checksum, params: {} },
      cipher: { function: 'aes-128-ctr', message, params: { iv } },
      kdf: { function: 'pbkdf2', message: '', params: KEYSTORE_KDF },
    },
    description: '',
    path: '',
    pubkey,
    uuid,
    version: 4,
  });
}
