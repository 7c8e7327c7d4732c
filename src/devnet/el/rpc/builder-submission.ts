import { bytesToHex, type Hex, quantity } from '../../../lib/hex.ts';
import type { EnginePayload, EngineWithdrawal } from '../../consensus/engine-types.ts';
import type { BlobSidecar } from '../blob-sidecar.ts';
import { asAddress, asBytes, asHash, asObject, asQuantity } from './params.ts';

type Json = Record<string, unknown>;

/** A block that a builder has submitted to a relay, as the relay passes it on (relay-specs, Electra and later). */
export interface BuilderSubmission {
  message: {
    parentHash: Hex;
    blockHash: Hex;
    proposerFeeRecipient: Hex;
    gasLimit: bigint;
    gasUsed: bigint;
    value: bigint;
  };
  payload: EnginePayload;
  requests: Hex[];
  blobs: Pick<BlobSidecar, 'blobs' | 'commitments' | 'proofs'>;
  parentBeaconBlockRoot: Hex;
  registeredGasLimit: bigint;
}

/** From JSON as the Beacon API writes it: names with underscores, numbers in decimal. Throws `RpcError` -32602. */
export function parseSubmission(json: Json): BuilderSubmission {
  const message = asObject(json.message, 'message');
  return {
    message: {
      parentHash: asHash(message.parent_hash, 'parent_hash'),
      blockHash: asHash(message.block_hash, 'block_hash'),
      proposerFeeRecipient: asAddress(message.proposer_fee_recipient, 'proposer_fee_recipient'),
      gasLimit: asQuantity(message.gas_limit, 'gas_limit'),
      gasUsed: asQuantity(message.gas_used, 'gas_used'),
      value: asQuantity(message.value, 'value'),
    },
    payload: parsePayload(asObject(json.execution_payload, 'execution_payload')),
    requests: encodeRequests(asObject(json.execution_requests ?? {}, 'execution_requests')),
    blobs: parseBlobs(asObject(json.blobs_bundle ?? {}, 'blobs_bundle')),
    parentBeaconBlockRoot: asHash(json.parent_beacon_block_root, 'parent_beacon_block_root'),
    registeredGasLimit: asQuantity(json.registered_gas_limit, 'registered_gas_limit'),
  };
}

function parsePayload(json: Json): EnginePayload {
  const number = (name: string) => quantity(asQuantity(json[name], name));
  const bytes = (name: string) => bytesToHex(asBytes(json[name], name));
  return {
    parentHash: bytes('parent_hash'),
    feeRecipient: bytes('fee_recipient'),
    stateRoot: bytes('state_root'),
    receiptsRoot: bytes('receipts_root'),
    logsBloom: bytes('logs_bloom'),
    prevRandao: bytes('prev_randao'),
    blockNumber: number('block_number'),
    gasLimit: number('gas_limit'),
    gasUsed: number('gas_used'),
    timestamp: number('timestamp'),
    extraData: bytes('extra_data'),
    baseFeePerGas: number('base_fee_per_gas'),
    blockHash: bytes('block_hash'),
    transactions: listOf(json.transactions).map((transaction) => bytesToHex(asBytes(transaction, 'transactions'))),
    withdrawals: listOf(json.withdrawals).map((withdrawal) => parseWithdrawal(asObject(withdrawal, 'withdrawals'))),
    blobGasUsed: number('blob_gas_used'),
    excessBlobGas: number('excess_blob_gas'),
  };
}

function parseWithdrawal(json: Json): EngineWithdrawal {
  return {
    index: quantity(asQuantity(json.index, 'index')),
    validatorIndex: quantity(asQuantity(json.validator_index, 'validator_index')),
    address: asAddress(json.address, 'address'),
    amount: quantity(asQuantity(json.amount, 'amount')),
  };
}

function parseBlobs(json: Json): BuilderSubmission['blobs'] {
  const bytes = (value: unknown) => listOf(value).map((item) => asBytes(item, 'blobs_bundle'));
  return { blobs: bytes(json.blobs), commitments: bytes(json.commitments), proofs: bytes(json.proofs) };
}

/** The SSZ encodings of the request lists with their types in front (EIP-7685), empty ones left out. */
function encodeRequests({ deposits, withdrawals, consolidations }: Json): Hex[] {
  const join = (items: unknown, fields: [name: string, encode: (value: unknown) => string][]) =>
    listOf(items)
      .map((item) => fields.map(([name, encode]) => encode(asObject(item, name)[name])).join(''))
      .join('');
  const lists = [
    join(deposits, [
      ['pubkey', digits],
      ['withdrawal_credentials', digits],
      ['amount', littleEndian],
      ['signature', digits],
      ['index', littleEndian],
    ]),
    join(withdrawals, [
      ['source_address', digits],
      ['validator_pubkey', digits],
      ['amount', littleEndian],
    ]),
    join(consolidations, [
      ['source_address', digits],
      ['source_pubkey', digits],
      ['target_pubkey', digits],
    ]),
  ];
  return lists.flatMap((data, type): Hex[] => (data === '' ? [] : [`0x0${type}${data}`]));
}

function digits(value: unknown): string {
  return bytesToHex(asBytes(value, 'execution_requests')).slice(2);
}

function littleEndian(value: unknown): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(asQuantity(value, 'execution_requests'));
  return bytes.toString('hex');
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
