import { withoutAbsent } from '../../lib/without-absent.ts';
import type { MadeFiles } from './fill-volume.ts';

/**
 * What the files of a chain tell about its times. Nothing of what they do not tell.
 * @param read the text of a file of the session folder, undefined where it is not there
 */
export function chainFacts(read: (path: string) => string | undefined): Omit<MadeFiles, 'files'> {
  return withoutAbsent({
    genesisTime: timestampOf(read('genesis.json') ?? ''),
    slotDuration: slotDurationOf(read('testnet/config.yaml') ?? ''),
  });
}

/** Genesis files write it in hex, some in decimal. */
function timestampOf(genesis: string): number | undefined {
  try {
    const { timestamp } = JSON.parse(genesis) as { timestamp?: string | number };
    const time = Number(timestamp ?? Number.NaN);
    return Number.isSafeInteger(time) ? time : undefined;
  } catch {
    return undefined;
  }
}

function slotDurationOf(config: string): number | undefined {
  const value = (key: string) => new RegExp(`^${key}: *'?(\\d+)`, 'm').exec(config)?.[1];
  const [milliseconds, seconds] = [value('SLOT_DURATION_MS'), value('SECONDS_PER_SLOT')];
  if (milliseconds !== undefined) return Number(milliseconds);
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}
