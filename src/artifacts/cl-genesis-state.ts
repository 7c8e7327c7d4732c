import { hexToBytes } from '../lib/hex.ts';
import { sampleProposers, sampleSyncCommittee } from './committee-sampling.ts';
import type { ElGenesisBlock } from './el-genesis-block.ts';
import {
  EMPTY_DEPOSITS_ROOT,
  EMPTY_TRANSACTIONS_ROOT,
  EMPTY_WITHDRAWALS_ROOT,
  GENESIS_BODY_ROOT,
  GENESIS_VALIDATORS_ROOT,
  INTEROP_PUBLIC_KEYS,
} from './generated/l1-data.ts';
import { BLS_ORDER, interopSecretKey, secretKeyBytes } from './interop-keys.ts';
import { FORK_VERSIONS, type L1Fork } from './l1-constants.ts';
import { fixed, repeated, type SszField, serializeContainer, uint64, variable, zeros } from './ssz-container.ts';
import { EMPTY_TRIE_ROOT } from './trie-root.ts';

const SLOTS_PER_EPOCH = 32;
const SLOTS_PER_HISTORICAL_ROOT = 8192;
const EPOCHS_PER_HISTORICAL_VECTOR = 65536;
const EPOCHS_PER_SLASHINGS_VECTOR = 8192;
const SYNC_COMMITTEE_SIZE = 512;
const EFFECTIVE_BALANCE = 32_000_000_000n;
/** FAR_FUTURE_EPOCH and UNSET_DEPOSIT_REQUESTS_START_INDEX alike. */
const UINT64_MAX = 2n ** 64n - 1n;
const CHECKPOINT_LENGTH = 40;

/**
 * The serialised BeaconState at genesis, mainnet preset, with the fork active from epoch 0 (consensus-specs,
 * electra and fulu beacon-chain.md). Written field by field rather than by an SSZ library, as nearly all of its
 * 2.7 MB are zeros or the same hash.
 */
export async function buildClGenesisState(block: ElGenesisBlock, fork: L1Fork): Promise<Uint8Array> {
  const publicKeys = INTEROP_PUBLIC_KEYS.map(hexToBytes);
  const syncCommittee = await serializeSyncCommittee(block.hash, publicKeys);
  return serializeContainer([
    ...history(block, fork),
    ...registry(block, publicKeys),
    fixed(new Uint8Array(1)), // justification_bits
    zeros(3 * CHECKPOINT_LENGTH), // previous_justified_checkpoint, current_justified_checkpoint, finalized_checkpoint
    variable(eachValidator(publicKeys, uint64(0))), // inactivity_scores
    fixed(syncCommittee), // current_sync_committee
    fixed(syncCommittee), // next_sync_committee
    variable(executionPayloadHeader(block)), // latest_execution_payload_header
    fixed(uint64(0)), // next_withdrawal_index
    fixed(uint64(0)), // next_withdrawal_validator_index
    variable(), // historical_summaries
    ...electraFields(),
    ...(fork === 'fulu' ? [proposerLookahead(block.hash, publicKeys.length)] : []),
  ]);
}

function history(block: ElGenesisBlock, fork: L1Fork): SszField[] {
  const previous = fork === 'fulu' ? 'electra' : 'deneb';
  return [
    fixed(uint64(block.timestamp)), // genesis_time
    fixed(hexToBytes(GENESIS_VALIDATORS_ROOT)), // genesis_validators_root
    fixed(uint64(0)), // slot
    fixed(hexToBytes(FORK_VERSIONS[previous]), hexToBytes(FORK_VERSIONS[fork]), uint64(0)), // fork
    fixed(new Uint8Array(80), hexToBytes(GENESIS_BODY_ROOT)), // latest_block_header
    zeros(SLOTS_PER_HISTORICAL_ROOT * 32), // block_roots
    zeros(SLOTS_PER_HISTORICAL_ROOT * 32), // state_roots
    variable(), // historical_roots
    fixed(hexToBytes(EMPTY_DEPOSITS_ROOT), uint64(0), block.hash), // eth1_data
    variable(), // eth1_data_votes
    fixed(uint64(0)), // eth1_deposit_index
  ];
}

function registry(block: ElGenesisBlock, publicKeys: readonly Uint8Array[]): SszField[] {
  return [
    variable(...publicKeys.map(validator)), // validators
    variable(eachValidator(publicKeys, uint64(EFFECTIVE_BALANCE))), // balances
    repeated(block.hash, EPOCHS_PER_HISTORICAL_VECTOR), // randao_mixes
    zeros(EPOCHS_PER_SLASHINGS_VECTOR * 8), // slashings
    variable(new Uint8Array(publicKeys.length)), // previous_epoch_participation
    variable(new Uint8Array(publicKeys.length)), // current_epoch_participation
  ];
}

function electraFields(): SszField[] {
  return [
    fixed(uint64(UINT64_MAX)), // deposit_requests_start_index
    fixed(uint64(0)), // deposit_balance_to_consume
    fixed(uint64(0)), // exit_balance_to_consume
    fixed(uint64(0)), // earliest_exit_epoch
    fixed(uint64(0)), // consolidation_balance_to_consume
    fixed(uint64(0)), // earliest_consolidation_epoch
    variable(), // pending_deposits
    variable(), // pending_partial_withdrawals
    variable(), // pending_consolidations
  ];
}

/** Withdrawals go to the address made of the first 20 bytes of the public key, as in Prysm's genesis generator. */
function validator(publicKey: Uint8Array): Uint8Array {
  return Buffer.concat([
    publicKey,
    Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    publicKey.subarray(0, 20),
    uint64(EFFECTIVE_BALANCE),
    Uint8Array.of(0), // slashed
    uint64(0), // activation_eligibility_epoch
    uint64(0), // activation_epoch
    uint64(UINT64_MAX), // exit_epoch
    uint64(UINT64_MAX), // withdrawable_epoch
  ]);
}

function eachValidator(publicKeys: readonly Uint8Array[], value: Uint8Array): Uint8Array {
  return Buffer.concat(publicKeys.map(() => value));
}

/** What the execution block commits to is empty but for its state; prev_randao and the parent are zero. */
function executionPayloadHeader(block: ElGenesisBlock): Uint8Array {
  const baseFeePerGas = Buffer.alloc(32);
  baseFeePerGas.writeBigUInt64LE(BigInt(block.baseFeePerGas));
  return serializeContainer([
    zeros(32), // parent_hash
    zeros(20), // fee_recipient
    fixed(block.stateRoot),
    fixed(EMPTY_TRIE_ROOT), // receipts_root
    zeros(256), // logs_bloom
    zeros(32), // prev_randao
    fixed(uint64(0)), // block_number
    fixed(uint64(block.gasLimit)),
    fixed(uint64(0)), // gas_used
    fixed(uint64(block.timestamp)),
    variable(), // extra_data
    fixed(baseFeePerGas),
    fixed(block.hash),
    fixed(hexToBytes(EMPTY_TRANSACTIONS_ROOT)),
    fixed(hexToBytes(EMPTY_WITHDRAWALS_ROOT)),
    fixed(uint64(0)), // blob_gas_used
    fixed(uint64(0)), // excess_blob_gas
  ]);
}

async function serializeSyncCommittee(mix: Uint8Array, publicKeys: readonly Uint8Array[]): Promise<Uint8Array> {
  const members = sampleSyncCommittee({ mix, validatorCount: publicKeys.length, size: SYNC_COMMITTEE_SIZE });
  const keys = members.map((index) => publicKeys[index] as Uint8Array);
  return Buffer.concat([...keys, await aggregatePublicKey(members)]);
}

/** One multiplication by the sum of the secret keys instead of an addition of 512 points, none of them decompressed. */
async function aggregatePublicKey(members: readonly number[]): Promise<Uint8Array> {
  const { SecretKey } = await import('@chainsafe/blst');
  const secretKeys = INTEROP_PUBLIC_KEYS.map((_, index) => interopSecretKey(index));
  const sum = members.reduce((total, index) => total + (secretKeys[index] as bigint), 0n) % BLS_ORDER;
  return SecretKey.fromBytes(secretKeyBytes(sum)).toPublicKey().toBytes();
}

function proposerLookahead(mix: Uint8Array, validatorCount: number): SszField {
  const proposers = [0, 1].flatMap((epoch) =>
    sampleProposers({ mix, validatorCount, epoch, slotsPerEpoch: SLOTS_PER_EPOCH }),
  );
  return fixed(...proposers.map(uint64));
}
