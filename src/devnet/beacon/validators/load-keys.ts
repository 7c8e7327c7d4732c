import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SecretKey } from '@chainsafe/blst';
import { messageOf, PlaygroundError } from '../../../lib/errors.ts';
import { bytesToHex, type Hex } from '../../../lib/hex.ts';
import type { Logger } from '../../../lib/log.ts';
import { interopSecretKey } from './interop-keys.ts';

export interface LoadKeysOptions {
  /** Holds `validators/0xPUBKEY/voting-keystore.json` and `secrets/0xPUBKEY`. */
  validatorsDir: string;
  /** How many interop keys to try: the number of validators at genesis. */
  interopCount: number;
  log: Logger;
}

/**
 * Secret keys by public key. A folder named after the public key of an interop validator is not decrypted, since its
 * secret is known to all: a hundred keystores would take seconds. Other keystores are (EIP-2335).
 * Throws `PlaygroundError` `validators-missing` or `keystore-unusable`.
 */
export async function loadKeys({ validatorsDir, interopCount, log }: LoadKeysOptions): Promise<Map<Hex, SecretKey>> {
  const names = await keystoreNames(validatorsDir);
  const wanted = new Set(names);
  const keys = new Map<Hex, SecretKey>();
  for (let index = 0; index < interopCount && keys.size < wanted.size; index++) {
    const secret = interopSecretKey(index);
    const pubkey = bytesToHex(secret.toPublicKey().toBytes());
    if (wanted.has(pubkey)) keys.set(pubkey, secret);
  }
  const foreign = names.filter((name) => !keys.has(name));
  if (foreign.length > 0) log.info('decrypting keystores', { count: foreign.length });
  for (const pubkey of foreign) keys.set(pubkey, await decryptKeystore(validatorsDir, pubkey));
  return keys;
}

async function keystoreNames(validatorsDir: string): Promise<Hex[]> {
  const folder = join(validatorsDir, 'validators');
  try {
    const entries = await readdir(folder);
    return entries.filter((name): name is Hex => /^0x[0-9a-f]{96}$/.test(name)).sort();
  } catch (error) {
    throw new PlaygroundError('validators-missing', `cannot read ${folder}: ${messageOf(error)}`, {
      kind: 'environment',
      hint: 'point --validators-dir at the data_validator folder of a session',
      cause: error,
    });
  }
}

async function decryptKeystore(validatorsDir: string, pubkey: Hex): Promise<SecretKey> {
  const file = join(validatorsDir, 'validators', pubkey, 'voting-keystore.json');
  try {
    const { Keystore } = await import('@chainsafe/bls-keystore');
    const password = await readFile(join(validatorsDir, 'secrets', pubkey), 'utf8');
    const keystore = Keystore.parse(await readFile(file, 'utf8'));
    const secret = SecretKey.fromBytes(await keystore.decrypt(password.trim()));
    if (bytesToHex(secret.toPublicKey().toBytes()) !== pubkey) throw new Error('it holds the key of another validator');
    return secret;
  } catch (error) {
    throw new PlaygroundError('keystore-unusable', `${file}: ${messageOf(error)}`, {
      hint: `check the keystore and its password in ${join(validatorsDir, 'secrets', pubkey)}`,
      cause: error,
    });
  }
}
