import { PublicKey, Signature, verify } from '@chainsafe/blst';
import { ssz } from '@lodestar/types';
import { bytesToHex, type Hex } from '../../../lib/hex.ts';
import { builderDomain, signingRoot } from '../../consensus/builder-domain.ts';
import type { SignedBuilderBid } from './builder-client.ts';

/** What a bid for a slot must agree with. */
export interface BidExpectations {
  parentHash: Hex;
  parentNumber: number;
  parentGasLimit: number;
  /** Unix seconds. */
  timestamp: number;
  prevRandao: Hex;
  withdrawalsRoot: Hex;
  maxBlobs: number;
  genesisForkVersion: Uint8Array;
  /** Key of the relay, where its URL names one. */
  pubkey: Hex | undefined;
}

const EMPTY_TRANSACTIONS_ROOT = bytesToHex(ssz.bellatrix.Transactions.hashTreeRoot([]));
const ZERO_HASH: Hex = `0x${'00'.repeat(32)}`;
/** A child's gas limit may differ from its parent's by less than a 1024th (EIP-1559). */
const GAS_LIMIT_BOUND_DIVISOR = 1024;

/** Why a bid must not be signed, as one line; `undefined` for a bid that may be. */
export function checkBid(bid: SignedBuilderBid, expected: BidExpectations): string | undefined {
  const { header, value, pubkey, blobKzgCommitments } = bid.message;
  const rules: [boolean, string][] = [
    [expected.pubkey === undefined || bytesToHex(pubkey) === expected.pubkey, 'it is signed by another relay key'],
    [value > 0n, 'its value is zero'],
    [bytesToHex(header.parentHash) === expected.parentHash, 'it builds on another parent'],
    [bytesToHex(header.blockHash) !== ZERO_HASH, 'its block hash is zero'],
    [header.blockNumber === expected.parentNumber + 1, 'its block number does not follow the parent'],
    [header.timestamp === expected.timestamp, 'its timestamp is not that of the slot'],
    [bytesToHex(header.prevRandao) === expected.prevRandao, 'its prev_randao is wrong'],
    [bytesToHex(header.withdrawalsRoot) === expected.withdrawalsRoot, 'its withdrawals are wrong'],
    [bytesToHex(header.transactionsRoot) !== EMPTY_TRANSACTIONS_ROOT, 'it has no transactions'],
    [isGasLimitReachable(header.gasLimit, expected.parentGasLimit), 'its gas limit is too far from the parent'],
    [blobKzgCommitments.length <= expected.maxBlobs, 'it has too many blobs'],
  ];
  const broken = rules.find(([holds]) => !holds);
  if (broken !== undefined) return broken[1];
  return hasValidSignature(bid, expected.genesisForkVersion) ? undefined : 'its signature is not valid';
}

function isGasLimitReachable(limit: number, parent: number): boolean {
  return limit >= 5000 && Math.abs(limit - parent) < Math.max(1, Math.floor(parent / GAS_LIMIT_BOUND_DIVISOR));
}

function hasValidSignature(bid: SignedBuilderBid, genesisForkVersion: Uint8Array): boolean {
  const root = signingRoot(ssz.electra.BuilderBid.hashTreeRoot(bid.message), builderDomain(genesisForkVersion));
  try {
    return verify(root, PublicKey.fromBytes(bid.message.pubkey, true), Signature.fromBytes(bid.signature, true));
  } catch {
    return false;
  }
}
