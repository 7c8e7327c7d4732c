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
const MAX_RANDOM_VALUE = 2 ** 16 - 1;
/** MAX_EFFECTIVE_BALANCE_ELECTRA over a balance of 32 ETH: the chance to be taken is one in so many. */
const BALANCE_RATIO = 64;

/** `get_next_sync_committee_indices` at genesis: the members' indices, in order. */
export function sampleSyncCommittee(options: SamplingOptions & { size: number }): number[] {
  const seed = epochSeed(options.mix, DOMAIN_SYNC_COMMITTEE, 1);
  const shuffled = shuffle(seed, options.validatorCount);
  const members: number[] = [];
  for (const position of acceptedPositions(seed)) {
    members.push(shuffled(position % options.validatorCount));
    if (members.length === options.size) break;
  }
  return members;
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
  for (const position of acceptedPositions(seed)) return shuffle(seed, validatorCount)(position % validatorCount);
  throw new Error('unreachable: the positions never end');
}

/** The candidates whose random value their balance satisfies; with equal balances it does not matter who they are. */
function* acceptedPositions(seed: Uint8Array): Generator<number> {
  const preimage = Buffer.concat([seed, Buffer.alloc(8)]);
  for (let block = 0; ; block++) {
    preimage.writeUInt32LE(block, 32);
    const random = sha256(preimage);
    for (let lane = 0; lane < 16; lane++) {
      const value = random.charCodeAt(lane * 2) + random.charCodeAt(lane * 2 + 1) * 256;
      if (value * BALANCE_RATIO <= MAX_RANDOM_VALUE) yield block * 16 + lane;
    }
  }
}

/** `compute_shuffled_index` for one seed, its hashes made once. */
function shuffle(seed: Uint8Array, count: number): (index: number) => number {
  const rounds = Array.from({ length: SHUFFLE_ROUND_COUNT }, (_, round) => shuffleRound(seed, round, count));
  return (index) => {
    let current = index;
    for (const { pivot, source } of rounds) {
      const flip = (pivot + count - current) % count;
      const position = Math.max(current, flip);
      if ((source.charCodeAt(position >> 3) >> (position & 7)) & 1) current = flip;
    }
    return current;
  };
}

/** The pivot and one bit for every position. */
function shuffleRound(seed: Uint8Array, round: number, count: number): { pivot: number; source: string } {
  const preimage = Buffer.concat([seed, Uint8Array.of(round, 0, 0, 0, 0)]);
  const pivot = Buffer.from(sha256(preimage.subarray(0, 33)), 'latin1').readBigUInt64LE() % BigInt(count);
  let source = '';
  for (let block = 0; block * 256 < count; block++) {
    preimage.writeUInt32LE(block, 33);
    source += sha256(preimage);
  }
  return { pivot: Number(pivot), source };
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
