import { messageOf } from '../../lib/errors.ts';
import type { Logger } from '../../lib/log.ts';
import type { BeaconApi } from './beacon-api.ts';

/** A signed registration as the APIs write it. */
export interface Registration {
  message: { fee_recipient: string; gas_limit: string; timestamp: string; pubkey: string };
  signature: string;
}

/** How often an unknown validator may make us read the list again. */
const REFRESH_PAUSE_MS = 1000;

/** The validators that the beacon node knows, and what they have registered. Keys are `0x` hex, lower case. */
export class ValidatorRegistry {
  readonly #beacon: BeaconApi;
  readonly #log: Logger;
  readonly #registrations = new Map<string, Registration>();
  #known = new Set<string>();
  #refreshedAt = Number.NEGATIVE_INFINITY;

  constructor(beacon: BeaconApi, log: Logger) {
    this.#beacon = beacon;
    this.#log = log;
  }

  get knownCount(): number {
    return this.#known.size;
  }

  get registeredCount(): number {
    return this.#registrations.size;
  }

  isKnown(pubkey: string): boolean {
    return this.#known.has(pubkey);
  }

  registration(pubkey: string): Registration | undefined {
    return this.#registrations.get(pubkey);
  }

  /** Registrations carry seconds: an equal or older one says nothing new. */
  isNews(registration: Registration): boolean {
    const present = this.#registrations.get(registration.message.pubkey);
    return present === undefined || Number(registration.message.timestamp) > Number(present.message.timestamp);
  }

  save(registration: Registration): void {
    this.#registrations.set(registration.message.pubkey, registration);
  }

  /** Reads the list of validators anew, if the last reading is old enough. Never throws; a failure is logged. */
  async refresh(): Promise<void> {
    if (performance.now() - this.#refreshedAt < REFRESH_PAUSE_MS) return;
    this.#refreshedAt = performance.now();
    try {
      const validators = await this.#beacon.validators();
      this.#known = new Set(validators.map(({ validator }) => validator.pubkey.toLowerCase()));
      this.#log.debug('known validators', { count: this.#known.size });
    } catch (error) {
      this.#log.warn('could not read the validators', { reason: messageOf(error) });
      this.#refreshedAt = Number.NEGATIVE_INFINITY;
    }
  }
}
