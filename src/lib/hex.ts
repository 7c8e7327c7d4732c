export type Hex = `0x${string}`;

export function bytesToHex(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`;
}

/** Accepts an optional `0x`. Throws a `RangeError` on anything but whole bytes of hex. */
export function hexToBytes(hex: string): Uint8Array {
  const digits = hex.startsWith('0x') ? hex.slice(2) : hex;
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) {
    throw new RangeError(`not hex bytes: ${hex.length > 80 ? `${hex.slice(0, 80)}…` : hex}`);
  }
  return new Uint8Array(Buffer.from(digits, 'hex'));
}

/** A quantity as JSON-RPC writes it: no leading zeros. */
export function quantity(value: bigint | number): Hex {
  return `0x${value.toString(16)}`;
}
