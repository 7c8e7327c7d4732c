import { messageOf } from '../../lib/errors.ts';
import type { Logger } from '../../lib/log.ts';
import type { BeaconApi } from './beacon-api.ts';

export interface Duty {
  slot: number;
  validatorIndex: number;
  /** `0x` hex, lower case. */
  pubkey: string;
}

/** Who proposes when, in the current epoch and the next. */
export class DutyBook {
  readonly #beacon: BeaconApi;
  readonly #log: Logger;
  readonly #epochs = new Map<number, Duty[]>();
  readonly #bySlot = new Map<number, Duty>();
  #refreshing: { epoch: number; done: Promise<void> } | undefined;

  constructor(beacon: BeaconApi, log: Logger) {
    this.#beacon = beacon;
    this.#log = log;
  }

  at(slot: number): Duty | undefined {
    return this.#bySlot.get(slot);
  }

  /** Ascending by slot. */
  get upcoming(): Duty[] {
    return [...this.#epochs.keys()].sort((a, b) => a - b).flatMap((epoch) => this.#epochs.get(epoch) ?? []);
  }

  covers(epoch: number): boolean {
    return this.#epochs.has(epoch) && this.#epochs.has(epoch + 1);
  }

  /** Reads the duties of `epoch` and the one after anew. Never throws; a failure is logged. */
  refresh(epoch: number): Promise<void> {
    if (this.#refreshing?.epoch === epoch) return this.#refreshing.done;
    const done = this.#read(epoch)
      .catch((error) => this.#log.warn('could not read proposer duties', { epoch, reason: messageOf(error) }))
      .finally(() => {
        if (this.#refreshing?.done === done) this.#refreshing = undefined;
      });
    this.#refreshing = { epoch, done };
    return done;
  }

  async #read(epoch: number): Promise<void> {
    const wanted = [epoch, epoch + 1];
    const answers = await Promise.all(wanted.map((one) => this.#beacon.proposerDuties(one)));
    wanted.forEach((one, i) => {
      const duties = (answers[i] ?? []).map((duty) => ({
        slot: Number(duty.slot),
        validatorIndex: Number(duty.validator_index),
        pubkey: duty.pubkey.toLowerCase(),
      }));
      this.#epochs.set(
        one,
        duties.sort((a, b) => a.slot - b.slot),
      );
    });
    for (const known of this.#epochs.keys()) if (known < epoch) this.#epochs.delete(known);
    this.#keepSlotsFrom(this.upcoming[0]?.slot ?? 0);
    for (const duty of this.upcoming) this.#bySlot.set(duty.slot, duty);
    this.#log.debug('proposer duties', { epoch, slots: this.upcoming.length });
  }

  /** The slot before the epoch stays: its proposer may still be on its way. */
  #keepSlotsFrom(first: number): void {
    for (const slot of this.#bySlot.keys()) if (slot < first - 1) this.#bySlot.delete(slot);
  }
}
