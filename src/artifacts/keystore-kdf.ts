import { hash } from 'node:crypto';

/**
 * How the key that encrypts a keystore is derived from the password (EIP-2335, pbkdf2). All keystores share one
 * salt: the password is public, and whoever reads all of them derives the key once instead of a hundred times.
 */
export const KEYSTORE_KDF = {
  c: 262144,
  dklen: 32,
  prf: 'hmac-sha256',
  salt: hash('sha256', 'builder-playground interop keystores'),
} as const;
