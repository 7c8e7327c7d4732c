import { type Hex, hexToBytes } from '../../../lib/hex.ts';
import { invalidParams, RpcError } from './rpc-error.ts';

/** The parameters of a call, read one by one. All throw `RpcError` -32602 in geth's words. */
export class Params {
  readonly #values: readonly unknown[];

  constructor(values: readonly unknown[]) {
    this.#values = values;
  }

  /** Missing and null are the same. */
  optional(index: number): unknown {
    return this.#values[index] ?? undefined;
  }

  required(index: number): unknown {
    const value = this.optional(index);
    if (value === undefined) throw invalidParams(`missing value for required argument ${index}`);
    return value;
  }

  bytes(index: number): Uint8Array {
    return asBytes(this.required(index), `argument ${index}`);
  }

  hash(index: number): Hex {
    return asHash(this.required(index), `argument ${index}`);
  }

  address(index: number): Hex {
    return asAddress(this.required(index), `argument ${index}`);
  }

  quantity(index: number): bigint {
    return asQuantity(this.required(index), `argument ${index}`);
  }

  flag(index: number): boolean {
    return this.optional(index) === true;
  }

  object(index: number): Record<string, unknown> {
    return asObject(this.required(index), `argument ${index}`);
  }

  list(index: number): unknown[] {
    return asList(this.required(index), `argument ${index}`);
  }

  text(index: number): string {
    const value = this.required(index);
    if (typeof value !== 'string') throw invalidParams(`invalid argument ${index}: expected a string`);
    return value;
  }
}

export function asList(value: unknown, what: string): unknown[] {
  if (!Array.isArray(value)) throw invalidParams(`invalid ${what}: expected a list`);
  return value;
}

export function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw invalidParams(`invalid ${what}: expected an object`);
}

export function asBytes(value: unknown, what: string): Uint8Array {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]*$/.test(value)) {
    throw invalidParams(`invalid ${what}: json: cannot unmarshal hex string without 0x prefix into Go value`);
  }
  if (value.length % 2 !== 0) throw oddLength(what, 'hexutil.Bytes');
  return hexToBytes(value);
}

export function asHash(value: unknown, what: string): Hex {
  return fixed(value, what, 64, 'common.Hash');
}

export function asAddress(value: unknown, what: string): Hex {
  return fixed(value, what, 40, 'common.Address');
}

/** A quantity in hex; decimal strings and plain numbers, which some clients send, are taken as well. */
export function asQuantity(value: unknown, what: string): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  if (typeof value === 'string' && /^(0x[0-9a-fA-F]{1,64}|\d{1,78})$/.test(value)) {
    return BigInt(value);
  }
  throw invalidParams(`invalid ${what}: not a quantity`);
}

/** A storage slot: up to 32 bytes of hex, left-padded. What is wrong with it has geth's code -32000. */
export function asSlot(value: unknown): Uint8Array {
  if (typeof value !== 'string' || !/^(0x)?[0-9a-fA-F]*$/.test(value)) {
    throw new RpcError('unable to decode storage key: hex string invalid');
  }
  const digits = value.replace(/^0x/, '');
  if (digits.length > 64) {
    throw new RpcError('unable to decode storage key: hex string too long, want at most 32 bytes');
  }
  return hexToBytes(digits.padStart(64, '0'));
}

function fixed(value: unknown, what: string, digits: number, type: string): Hex {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]*$/.test(value)) {
    throw invalidParams(
      `invalid ${what}: json: cannot unmarshal hex string without 0x prefix into Go value of type ${type}`,
    );
  }
  if (value.length % 2 !== 0) throw oddLength(what, type);
  if (value.length !== digits + 2) {
    throw invalidParams(`invalid ${what}: hex string has length ${value.length - 2}, want ${digits} for ${type}`);
  }
  return value.toLowerCase() as Hex;
}

function oddLength(what: string, type: string): RpcError {
  return invalidParams(
    `invalid ${what}: json: cannot unmarshal hex string of odd length into Go value of type ${type}`,
  );
}
