import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, systemCodeOf } from '../../lib/errors.ts';
import type { Logger } from '../../lib/log.ts';
import type { BeaconApi } from './beacon-api.ts';
import { type ChainSpec, chainSpecFrom } from './chain-spec.ts';

const POLL_MS = 50;
const LONGEST_POLL_MS = 1000;
const REMIND_MS = 5000;

/** Asks until the beacon node tells what chain it runs; says what it waits for. Rejects when the signal aborts. */
export async function waitForBeacon(beacon: BeaconApi, log: Logger, signal: AbortSignal): Promise<ChainSpec> {
  const begin = performance.now();
  let nextReminder = begin + POLL_MS;
  for (let pause = POLL_MS; ; pause = Math.min(pause * 1.1, LONGEST_POLL_MS)) {
    try {
      const [genesis, spec] = await Promise.all([beacon.genesis(), beacon.spec()]);
      return chainSpecFrom(genesis, spec);
    } catch (error) {
      signal.throwIfAborted();
      if (performance.now() >= nextReminder) {
        log.info('waiting for the beacon node', { url: beacon.url, reason: systemCodeOf(error) ?? messageOf(error) });
        nextReminder = performance.now() + REMIND_MS;
      }
    }
    await sleep(pause, undefined, { signal });
  }
}
