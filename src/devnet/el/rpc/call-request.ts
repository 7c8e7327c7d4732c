import type { AccessList } from '@ethereumjs/tx';
import type { Hex } from '../../../lib/hex.ts';
import { bytesToHex } from '../../../lib/hex.ts';
import { asAddress, asBytes, asHash, asList, asObject, asQuantity } from './params.ts';
import { invalidParams } from './rpc-error.ts';

export interface Authorization {
  chainId: Hex;
  address: Hex;
  nonce: Hex;
  yParity: Hex;
  r: Hex;
  s: Hex;
}

/** The transaction object of eth_call and its relatives. Prices that were not given are 0. */
export interface CallRequest {
  from: Hex;
  to: Hex | undefined;
  gas: bigint | undefined;
  feeCap: bigint;
  tipCap: bigint;
  value: bigint;
  data: Uint8Array;
  accessList: AccessList;
  blobVersionedHashes: Hex[] | undefined;
  blobFeeCap: bigint;
  authorizationList: Authorization[] | undefined;
}

const ZERO_ADDRESS: Hex = '0x0000000000000000000000000000000000000000';

/** Throws `RpcError` -32602. */
export function parseCallRequest(json: Record<string, unknown>): CallRequest {
  const { data, input, gasPrice, maxFeePerGas, maxPriorityFeePerGas } = json;
  if (isGiven(gasPrice) && (isGiven(maxFeePerGas) || isGiven(maxPriorityFeePerGas))) {
    throw invalidParams('both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified');
  }
  if (isGiven(data) && isGiven(input) && String(data).toLowerCase() !== String(input).toLowerCase()) {
    throw invalidParams(
      'both "data" and "input" are set and not equal. Please use "input" to pass transaction call data',
    );
  }
  const price = quantityOf(gasPrice, 'gasPrice');
  return {
    from: isGiven(json.from) ? asAddress(json.from, 'from') : ZERO_ADDRESS,
    to: isGiven(json.to) ? asAddress(json.to, 'to') : undefined,
    gas: isGiven(json.gas) ? asQuantity(json.gas, 'gas') : undefined,
    feeCap: price ?? quantityOf(maxFeePerGas, 'maxFeePerGas') ?? 0n,
    tipCap: price ?? quantityOf(maxPriorityFeePerGas, 'maxPriorityFeePerGas') ?? 0n,
    value: quantityOf(json.value, 'value') ?? 0n,
    data: isGiven(input ?? data) ? asBytes(input ?? data, 'input') : new Uint8Array(),
    accessList: accessListOf(json.accessList),
    blobVersionedHashes: isGiven(json.blobVersionedHashes)
      ? asList(json.blobVersionedHashes, 'blobVersionedHashes').map((hash) => asHash(hash, 'blobVersionedHashes'))
      : undefined,
    blobFeeCap: quantityOf(json.maxFeePerBlobGas, 'maxFeePerBlobGas') ?? 0n,
    authorizationList: isGiven(json.authorizationList)
      ? asList(json.authorizationList, 'authorizationList').map(authorizationOf)
      : undefined,
  };
}

function accessListOf(value: unknown): AccessList {
  if (!isGiven(value)) return [];
  return asList(value, 'accessList').map((item) => {
    const { address, storageKeys } = asObject(item, 'accessList');
    return {
      address: asAddress(address, 'accessList'),
      storageKeys: asList(storageKeys ?? [], 'accessList').map((key) => asHash(key, 'accessList')),
    };
  });
}

function authorizationOf(value: unknown): Authorization {
  const fields = asObject(value, 'authorizationList');
  const hex = (field: unknown): Hex => {
    const number = asQuantity(field, 'authorizationList');
    return number === 0n ? '0x' : bytesToHex(asBytes(evenHex(number), 'authorizationList'));
  };
  return {
    chainId: hex(fields.chainId),
    address: asAddress(fields.address, 'authorizationList'),
    nonce: hex(fields.nonce),
    yParity: hex(fields.yParity ?? fields.v),
    r: hex(fields.r),
    s: hex(fields.s),
  };
}

function evenHex(value: bigint): string {
  const digits = value.toString(16);
  return `0x${digits.length % 2 === 0 ? digits : `0${digits}`}`;
}

function quantityOf(value: unknown, what: string): bigint | undefined {
  return isGiven(value) ? asQuantity(value, what) : undefined;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
