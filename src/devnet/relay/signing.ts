import { PublicKey, SecretKey, Signature, verify } from '@chainsafe/blst';
import { DOMAIN_BEACON_PROPOSER } from '@lodestar/params';
import { ssz } from '@lodestar/types';
import { messageOf, PlaygroundError } from '../../lib/errors.ts';
import { hexToBytes } from '../../lib/hex.ts';

/** Domain of a beacon block's signature (consensus-specs, `compute_domain`). */
export function proposerDomain(forkVersion: Uint8Array, genesisValidatorsRoot: Uint8Array): Uint8Array {
  const root = ssz.phase0.ForkData.hashTreeRoot({ currentVersion: forkVersion, genesisValidatorsRoot });
  return Buffer.concat([DOMAIN_BEACON_PROPOSER, root.subarray(0, 28)]);
}

/** `false` as well for bytes that are no key or no signature. */
export function verifies(root: Uint8Array, pubkey: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify(root, PublicKey.fromBytes(pubkey, true), Signature.fromBytes(signature, true));
  } catch {
    return false;
  }
}

/** A BLS secret key from 32 bytes of hex. Throws `PlaygroundError` `invalid-option`. */
export function parseSecretKey(text: string): SecretKey {
  try {
    return SecretKey.fromBytes(hexToBytes(text.trim()));
  } catch (error) {
    throw new PlaygroundError('invalid-option', `--secret-key is not a BLS key (${messageOf(error)})`, {
      kind: 'usage',
      hint: 'give 32 bytes of hex',
    });
  }
}
