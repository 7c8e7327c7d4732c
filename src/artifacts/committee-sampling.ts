import { hash } from 'node:crypto';

/**
 * Which validators propose and which form the sync committee, as consensus-specs (electra, beacon-chain.md) samples
 * them, for a genesis state: every validator is active with a balance of 32 ETH and every randao mix is the same.
 */
export interface SamplingOptions {
  /** The randao mix, 32 bytes. */
  mix: Uint8Array;
  validatorCount: number;
}

const SHUFFLE_ROUND_COUNT = 90;
const DOMAIN_BEACON_PROPOSER = 0;
const DOMAIN_SYNC_COMMITTEE = 7;
/**
 * A candidate is taken if its balance times MAX_RANDOM_VALUE reaches MAX_EFFECTIVE_BALANCE_ELECTRA times a random
 * 16-bit value. For 32 of 2048 ETH that is a value of at most 1023, in other words a high byte below 4.
 */
const HIGH_BYTE_LIMIT = 4;

/** `get_next_sync_committee_indices` at genesis: the members' indices, in order. */
export function sampleSyncCommittee(options: SamplingOptions & { size: number }): number[] {
  const seed = epochSeed(options.mix, DOMAIN_SYNC_COMMITTEE, 1);
  const shuffled = Array.from({ length: options.validatorCount }, (_, index) => index).map(
    shuffle(seed, options.validatorCount),
  );
  return acceptedPositions(seed, options.size).map((position) => shuffled[position % options.validatorCount] as number);
}

/** `get_beacon_proposer_indices`: the proposer of each slot of the epoch. */
export function sampleProposers(options: SamplingOptions & { epoch: number; slotsPerEpoch: number }): number[] {
  const seed = epochSeed(options.mix, DOMAIN_BEACON_PROPOSER, options.epoch);
  return Array.from({ length: options.slotsPerEpoch }, (_, index) => {
    const slot = options.epoch * options.slotsPerEpoch + index;
    return proposerIndex(hash('sha256', Buffer.concat([seed, uint64(slot)]), 'buffer'), options.validatorCount);
  });
}

/** `compute_proposer_index` of equal balances. */
function proposerIndex(seed: Uint8Array, validatorCount: number): number {
  const [position] = acceptedPositions(seed, 1) as [number];
  return shuffle(seed, validatorCount)(position % validatorCount);
}

/**
 * The first candidates whose random value their balance satisfies; with equal balances it does not matter who they
 * are. Positions count on where the validators end, to be taken modulo their number.
 */
function acceptedPositions(seed: Uint8Array, size: number): number[] {
  const preimage = Buffer.concat([seed, Buffer.alloc(8)]);
  const accepted: number[] = [];
  for (let block = 0; accepted.length < size; block++) {
    preimage.writeUInt32LE(block, seed.length);
    const random = sha256(preimage);
    for (let lane = 0; lane < 16; lane++) {
      if (random.charCodeAt(lane * 2 + 1) < HIGH_BYTE_LIMIT) accepted.push(block * 16 + lane);
    }
  }
  return accepted.slice(0, size);
}

/** `compute_shuffled_index` for one seed, its hashes made once. */
function shuffle(seed: Uint8Array, count: number): (index: number) => number {
  const preimage = Buffer.concat([seed, Buffer.alloc(5)]);
  const pivotPreimage = preimage.subarray(0, seed.length + 1);
  const pivots: number[] = [];
  const sources: string[] = [];
  for (let round = 0; round < SHUFFLE_ROUND_COUNT; round++) {
    preimage[seed.length] = round;
    pivots.push(uint64Modulo(sha256(pivotPreimage), count));
    let bits = '';
    for (let block = 0; block * 256 < count; block++) {
      preimage.writeUInt32LE(block, seed.length + 1);
      bits += sha256(preimage);
    }
    sources.push(bits);
  }
  return (index) => {
    let current = index;
    for (let round = 0; round < SHUFFLE_ROUND_COUNT; round++) {
      const flip = ((pivots[round] as number) + count - current) % count;
      const position = Math.max(current, flip);
      const bits = (sources[round] as string).charCodeAt(position >> 3);
      if ((bits >> (position & 7)) & 1) current = flip;
    }
    return current;
  };
}

/** The first eight bytes, little-endian, modulo a small number. */
function uint64Modulo(bytes: string, modulus: number): number {
  let remainder = 0;
  for (let index = 7; index >= 0; index--) remainder = (remainder * 256 + bytes.charCodeAt(index)) % modulus;
  return remainder;
}

/** `get_seed` where all mixes are equal. */
function epochSeed(mix: Uint8Array, domain: number, epoch: number): Buffer {
  return hash('sha256', Buffer.concat([Uint8Array.of(domain, 0, 0, 0), uint64(epoch), mix]), 'buffer');
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

/** One character a byte: there are thousands of them, and a string costs a third of a `Buffer`. */
function sha256(data: Uint8Array): string {
  return hash('sha256', data, 'binary');
}
