import type { SecretKey } from '@chainsafe/blst';
import { bytesToHex, type Hex } from '../../../lib/hex.ts';
import type { BeaconState } from '../chain/types.ts';
import { sumOfKeys } from './interop-keys.ts';

/** The secret keys of our validators, found by validator index. */
export class KeyRing {
  readonly #byPubkey: ReadonlyMap<Hex, SecretKey>;
  readonly #byIndex = new Map<number, SecretKey>();
  /** How many validators of the state have been looked at: their indices never change, and new ones come behind. */
  #seen = 0;

  constructor(keys: ReadonlyMap<Hex, SecretKey>) {
    this.#byPubkey = keys;
  }

  /** Our keys among the validators of a state, by index. */
  of(state: BeaconState): ReadonlyMap<number, SecretKey> {
    for (; this.#seen < state.validators.length; this.#seen++) {
      const pubkey = bytesToHex(state.validators.getReadonly(this.#seen).pubkey);
      const key = this.#byPubkey.get(pubkey);
      if (key !== undefined) this.#byIndex.set(this.#seen, key);
    }
    return this.#byIndex;
  }

  get pubkeys(): Hex[] {
    return [...this.#byPubkey.keys()];
  }

  keyOf(pubkey: Hex): SecretKey | undefined {
    return this.#byPubkey.get(pubkey);
  }
}

/** The aggregate of the signatures by all these keys; `undefined` for none. */
export function signAll(keys: readonly SecretKey[], signingRoot: Uint8Array): Uint8Array | undefined {
  if (keys.length === 0) return undefined;
  return sumOfKeys(keys).sign(signingRoot).toBytes();
}
