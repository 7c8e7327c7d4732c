import { routes } from '@lodestar/api/beacon';

export type BeaconEvent = routes.events.BeaconEvent;
export const { EventType } = routes.events;
export type BeaconEventListener = (event: BeaconEvent) => void;

/** The events of the Beacon API's event stream, in the order in which they happened. */
export class BeaconEvents {
  readonly #listeners = new Set<BeaconEventListener>();

  emit(event: BeaconEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Returns what ends the subscription. */
  subscribe(listener: BeaconEventListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
