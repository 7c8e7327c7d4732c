/** Names of files, or of a folder above them, by the habits of clients and recipes. */
const SECRET_NAMES = [
  /^jwt/,
  /^enode-key-/,
  /\.(?:key|pem|p12)$/,
  /^nodekey/,
  /p2p[-_]?(?:priv|key|secret)/,
  /keystore/,
  /^data_validator$/,
  /(?:^|[-_.])(?:secrets?|private|passwords?|mnemonic|wallets?)(?:[-_.]|$)/,
];

/** Whether an artifact is one that only the services themselves should read: a key, a password, a shared secret. */
export function isSecretPath(path: string): boolean {
  const parts = path.toLowerCase().split('/');
  return parts.some((part) => SECRET_NAMES.some((name) => name.test(part)));
}
