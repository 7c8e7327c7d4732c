import { setTimeout as sleep } from 'node:timers/promises';
import { SLOTS_PER_EPOCH } from '@lodestar/params';
import { ssz } from '@lodestar/types';
import { messageOf } from '../../../lib/errors.ts';
import { type Hex, hexToBytes } from '../../../lib/hex.ts';
import type { Logger } from '../../../lib/log.ts';
import { builderDomain, signingRoot } from '../../consensus/builder-domain.ts';
import type { SlotClock } from '../../consensus/slot-clock.ts';
import type { KeyRing } from '../validators/key-ring.ts';
import type { BuilderClient, SignedRegistration } from './builder-client.ts';

const TIMEOUT_MS = 3000;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2000;
const TRIES_BEFORE_WARNING = 6;
/** Relays refuse timestamps before genesis and more than this ahead of their clock. */
const AHEAD_OF_CLOCK_MS = 9000;

export interface RegistrarOptions {
  client: BuilderClient;
  keys: KeyRing;
  clock: SlotClock;
  genesisForkVersion: Uint8Array;
  feeRecipientOf: (pubkey: Hex) => Hex;
  gasLimit: number;
  log: Logger;
}

/** Tells the builder who our validators are and what they want: at the start until it listens, then every epoch. */
export class Registrar {
  readonly #options: RegistrarOptions;

  constructor(options: RegistrarOptions) {
    this.#options = options;
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    await clock.waitUntil(clock.genesisMs - AHEAD_OF_CLOCK_MS, signal);
    for (;;) {
      await this.#registerUntilTaken(signal);
      const epochMs = clock.slotMs * SLOTS_PER_EPOCH;
      const epoch = Math.max(0, Math.floor((clock.now() - clock.genesisMs) / epochMs));
      await clock.waitUntil(clock.genesisMs + (epoch + 1) * epochMs, signal);
    }
  }

  async #registerUntilTaken(signal: AbortSignal): Promise<void> {
    const { client, clock, keys, log } = this.#options;
    const timestamp = Math.floor(Math.max(clock.now(), clock.genesisMs) / 1000);
    const registrations = keys.pubkeys.map((pubkey) => this.#sign(pubkey, timestamp));
    for (let pause = FIRST_RETRY_MS, tries = 1; ; pause = Math.min(pause * 2, LONGEST_RETRY_MS), tries++) {
      try {
        await client.registerValidators(registrations, TIMEOUT_MS);
        log.info('validators registered with the builder', { count: registrations.length });
        return;
      } catch (error) {
        // A builder that starts together with us is not worth a word.
        const write = tries === TRIES_BEFORE_WARNING ? log.warn : log.debug;
        write('the builder does not take registrations yet', { reason: messageOf(error) });
      }
      await sleep(pause, undefined, { signal });
    }
  }

  #sign(pubkey: Hex, timestamp: number): SignedRegistration {
    const { keys, genesisForkVersion, feeRecipientOf, gasLimit } = this.#options;
    const message = {
      feeRecipient: hexToBytes(feeRecipientOf(pubkey)),
      gasLimit,
      timestamp,
      pubkey: hexToBytes(pubkey),
    };
    const root = ssz.bellatrix.ValidatorRegistrationV1.hashTreeRoot(message);
    const key = keys.keyOf(pubkey);
    if (key === undefined) throw new RangeError(`no key for ${pubkey}`);
    return { message, signature: key.sign(signingRoot(root, builderDomain(genesisForkVersion))).toBytes() };
  }
}
