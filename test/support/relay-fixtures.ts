import { SecretKey } from '@chainsafe/blst';
import { ssz } from '@lodestar/types';
import { builderDomain, signingRoot } from '../../src/devnet/consensus/builder-domain.ts';
import { type ExecutionPayload, payloadToHeader } from '../../src/devnet/consensus/execution-payload.ts';
import type { PayloadFork } from '../../src/devnet/relay/chain-spec.ts';
import { FORK_TYPES } from '../../src/devnet/relay/fork-types.ts';
import { proposerDomain } from '../../src/devnet/relay/signing.ts';
import { BidTrace, type Submission } from '../../src/devnet/relay/submission-types.ts';
import { bytesToHex, hexToBytes } from '../../src/lib/hex.ts';
import { GENESIS_FORK_VERSION, GENESIS_VALIDATORS_ROOT } from './beacon-stand-in.ts';

export const FEE_RECIPIENT = '0x690b9a9e9aa1c9db991c7721a92d351db4fac990';
export const PARENT_HASH = `0x${'aa'.repeat(32)}`;
export const PREV_RANDAO = `0x${'bb'.repeat(32)}`;
export const BUILDER_DOMAIN = builderDomain(hexToBytes(GENESIS_FORK_VERSION));

const WITHDRAWALS = [{ index: 7, validatorIndex: 3, address: new Uint8Array(20).fill(0xcd), amount: 12n }];
const FORK_VERSIONS: Record<PayloadFork, string> = { electra: '0x20000094', fulu: '0x20000095' };

/** Always the same key for the same number. */
export function testKey(number: number): SecretKey {
  return SecretKey.fromKeygen(new Uint8Array(32).fill(number + 1));
}

export function testPubkeys(count: number): string[] {
  return Array.from({ length: count }, (_, i) => bytesToHex(testKey(i).toPublicKey().toBytes()));
}

export function signRegistration(key: SecretKey, timestamp: number, feeRecipient = FEE_RECIPIENT) {
  const message = {
    feeRecipient: hexToBytes(feeRecipient),
    gasLimit: 60_000_000,
    timestamp,
    pubkey: key.toPublicKey().toBytes(),
  };
  const root = signingRoot(ssz.bellatrix.ValidatorRegistrationV1.hashTreeRoot(message), BUILDER_DOMAIN);
  return { message, signature: key.sign(root).toBytes() };
}

export function registrationsJson(registrations: ReturnType<typeof signRegistration>[]): string {
  return JSON.stringify(registrations.map((one) => ssz.bellatrix.SignedValidatorRegistrationV1.toJson(one)));
}

/** The event that makes slot `slot` on `PARENT_HASH` known. */
export function attributesEvent(slot: number, timestamp: number, parentHash = PARENT_HASH) {
  return {
    version: 'electra',
    data: {
      proposer_index: '0',
      proposal_slot: String(slot),
      parent_block_number: '9',
      parent_block_root: `0x${'dd'.repeat(32)}`,
      parent_block_hash: parentHash,
      payload_attributes: {
        timestamp: String(timestamp),
        prev_randao: PREV_RANDAO,
        suggested_fee_recipient: FEE_RECIPIENT,
        withdrawals: WITHDRAWALS.map((one) => ssz.capella.Withdrawal.toJson(one)) as never[],
        parent_beacon_block_root: `0x${'dd'.repeat(32)}`,
      },
    },
  };
}

export interface SubmissionOptions {
  slot: number;
  timestamp: number;
  proposer: string;
  value: bigint;
  builder?: SecretKey;
  /** Tells blocks of equal value apart. */
  salt?: number;
  blobs?: number;
  fork?: PayloadFork;
  /** In place of what an honest builder would say. */
  message?: Partial<BidTrace>;
  payload?: Partial<ExecutionPayload>;
}

/** A submission as an honest builder signs it. */
export function signSubmission(options: SubmissionOptions): Submission {
  const builder = options.builder ?? testKey(200);
  const executionPayload = testPayload(options);
  const proofs = options.fork === 'fulu' ? 128 : 1;
  const blobs = options.blobs ?? 0;
  const submission: Submission = {
    message: {
      slot: options.slot,
      parentHash: executionPayload.parentHash,
      blockHash: executionPayload.blockHash,
      builderPubkey: builder.toPublicKey().toBytes(),
      proposerPubkey: hexToBytes(options.proposer),
      proposerFeeRecipient: hexToBytes(FEE_RECIPIENT),
      gasLimit: executionPayload.gasLimit,
      gasUsed: executionPayload.gasUsed,
      value: options.value,
      ...options.message,
    },
    executionPayload: { ...executionPayload, ...options.payload },
    blobsBundle: {
      commitments: Array.from({ length: blobs }, (_, i) => new Uint8Array(48).fill(i + 1)),
      proofs: Array.from({ length: blobs * proofs }, (_, i) => new Uint8Array(48).fill(i % 256)),
      blobs: Array.from({ length: blobs }, (_, i) => new Uint8Array(131_072).fill(i + 1)),
    },
    executionRequests: { deposits: [], withdrawals: [], consolidations: [] },
    signature: new Uint8Array(96),
  };
  const root = signingRoot(BidTrace.hashTreeRoot(submission.message), BUILDER_DOMAIN);
  submission.signature = builder.sign(root).toBytes();
  return submission;
}

function testPayload({ slot, timestamp, value, salt = 0 }: SubmissionOptions): ExecutionPayload {
  const mark = new TextEncoder().encode(`${slot}:${value}:${salt}`);
  return {
    parentHash: hexToBytes(PARENT_HASH),
    feeRecipient: hexToBytes(FEE_RECIPIENT),
    stateRoot: new Uint8Array(32).fill(1),
    receiptsRoot: new Uint8Array(32).fill(2),
    logsBloom: new Uint8Array(256),
    prevRandao: hexToBytes(PREV_RANDAO),
    blockNumber: 10,
    gasLimit: 60_000_000,
    gasUsed: 21_000,
    timestamp,
    extraData: mark,
    baseFeePerGas: 7n,
    blockHash: ssz.Bytes32.hashTreeRoot(Buffer.concat([mark], 32)),
    transactions: [Uint8Array.of(2, 0xc0)],
    withdrawals: WITHDRAWALS,
    blobGasUsed: 0n,
    excessBlobGas: 0n,
  };
}

/** The blinded block that a proposer signs for the submitted payload. */
export function signBlindedBlock(
  submission: Submission,
  proposerIndex: number,
  key: SecretKey,
  fork: PayloadFork = 'electra',
) {
  const type = FORK_TYPES[fork].SignedBlindedBeaconBlock;
  const block = type.defaultValue();
  block.message.slot = submission.message.slot;
  block.message.proposerIndex = proposerIndex;
  block.message.body.executionPayloadHeader = payloadToHeader(submission.executionPayload);
  block.message.body.blobKzgCommitments = submission.blobsBundle.commitments;
  block.message.body.executionRequests = submission.executionRequests;
  const domain = proposerDomain(hexToBytes(FORK_VERSIONS[fork]), hexToBytes(GENESIS_VALIDATORS_ROOT));
  const root = signingRoot(FORK_TYPES[fork].BlindedBeaconBlock.hashTreeRoot(block.message), domain);
  block.signature = key.sign(root).toBytes();
  return block;
}
