import { type Hex, hexToBytes } from '../../lib/hex.ts';
import { SlotClock } from '../consensus/slot-clock.ts';

/** The forks whose payloads the relay handles. */
export type PayloadFork = 'electra' | 'fulu';

/** What the relay knows of the chain: from the beacon node's genesis and configuration, never changing. */
export interface ChainSpec {
  preset: string;
  slotMs: number;
  slotsPerEpoch: number;
  genesisForkVersion: Uint8Array;
  genesisValidatorsRoot: Uint8Array;
  /** Ascending by epoch; forks that are not scheduled are absent. */
  forks: readonly ScheduledFork[];
  clock: SlotClock;
  /** Unix seconds. */
  genesisTime: number;
}

export interface ScheduledFork {
  fork: PayloadFork;
  epoch: number;
  version: Uint8Array;
}

export interface GenesisData {
  genesis_time: string;
  genesis_validators_root: Hex;
  genesis_fork_version: Hex;
}

/**
 * Reads the data of `GET /eth/v1/beacon/genesis` and `GET /eth/v1/config/spec`. `SLOT_DURATION_MS` goes before
 * `SECONDS_PER_SLOT`. Throws an `Error` that names the missing key.
 */
export function chainSpecFrom(genesis: GenesisData, spec: Record<string, unknown>, now = Date.now): ChainSpec {
  const genesisTime = Number(genesis.genesis_time);
  const slotMs =
    'SLOT_DURATION_MS' in spec ? numberOf(spec, 'SLOT_DURATION_MS') : numberOf(spec, 'SECONDS_PER_SLOT') * 1000;
  return {
    preset: String(spec.PRESET_BASE ?? 'mainnet'),
    slotMs,
    slotsPerEpoch: numberOf(spec, 'SLOTS_PER_EPOCH'),
    genesisForkVersion: hexToBytes(genesis.genesis_fork_version),
    genesisValidatorsRoot: hexToBytes(genesis.genesis_validators_root),
    forks: [...scheduled(spec, 'electra'), ...scheduled(spec, 'fulu')],
    clock: new SlotClock({ genesisTime, slotMs, now }),
    genesisTime,
  };
}

function scheduled(spec: Record<string, unknown>, fork: PayloadFork): ScheduledFork[] {
  const name = fork.toUpperCase();
  const epoch = Number(spec[`${name}_FORK_EPOCH`] ?? Number.POSITIVE_INFINITY);
  // "Never" is written as the largest 64-bit integer.
  if (!Number.isSafeInteger(epoch)) return [];
  return [{ fork, epoch, version: hexToBytes(String(spec[`${name}_FORK_VERSION`])) }];
}

function numberOf(spec: Record<string, unknown>, key: string): number {
  const value = Number(spec[key]);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`the beacon node's configuration has no usable ${key}`);
}

export function epochOf(spec: ChainSpec, slot: number): number {
  return Math.floor(slot / spec.slotsPerEpoch);
}

/** The fork a slot belongs to; `undefined` before the first one that the relay handles. */
export function forkAt(spec: ChainSpec, slot: number): ScheduledFork | undefined {
  const epoch = epochOf(spec, slot);
  return spec.forks.findLast((fork) => fork.epoch <= epoch);
}

/** Unix seconds that a payload of this slot must carry. */
export function timestampAt(spec: ChainSpec, slot: number): number {
  return Math.floor(spec.clock.startOf(slot) / 1000);
}
