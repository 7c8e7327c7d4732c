/** A field of an SSZ container, already serialised, in the container's order. */
export type SszField =
  | { kind: 'fixed'; bytes: Uint8Array }
  | { kind: 'variable'; bytes: Uint8Array }
  /** Fixed, `length` bytes made of `unit` again and again. */
  | { kind: 'repeated'; unit: Uint8Array; length: number };

export const fixed = (...parts: Uint8Array[]): SszField => ({ kind: 'fixed', bytes: concat(parts) });
export const variable = (...parts: Uint8Array[]): SszField => ({ kind: 'variable', bytes: concat(parts) });
export const repeated = (unit: Uint8Array, count: number): SszField => ({
  kind: 'repeated',
  unit,
  length: unit.length * count,
});
export const zeros = (length: number): SszField => repeated(new Uint8Array(1), length);

export function uint64(value: number | bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

const OFFSET_LENGTH = 4;

/** Serialises a container: fixed parts in place, variable ones behind them, found by their offsets. */
export function serializeContainer(fields: readonly SszField[]): Uint8Array {
  const fixedLength = sum(fields.map((field) => (field.kind === 'variable' ? OFFSET_LENGTH : lengthOf(field))));
  const out = Buffer.alloc(sum(fields.map(lengthOf)) + OFFSET_LENGTH * count(fields, 'variable'));
  let position = 0;
  let offset = fixedLength;
  for (const field of fields) {
    if (field.kind === 'variable') {
      out.writeUInt32LE(offset, position);
      out.set(field.bytes, offset);
      position += OFFSET_LENGTH;
      offset += field.bytes.length;
      continue;
    }
    if (field.kind === 'fixed') out.set(field.bytes, position);
    if (field.kind === 'repeated' && field.unit.some((byte) => byte !== 0)) {
      out.fill(field.unit, position, position + field.length);
    }
    position += lengthOf(field);
  }
  return out;
}

function lengthOf(field: SszField): number {
  return field.kind === 'repeated' ? field.length : field.bytes.length;
}

function count(fields: readonly SszField[], kind: SszField['kind']): number {
  return fields.filter((field) => field.kind === kind).length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}
