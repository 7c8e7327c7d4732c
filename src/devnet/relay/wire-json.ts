const ADDRESS_KEYS = new Set(['fee_recipient', 'address', 'source_address', 'to_execution_address']);

/**
 * JSON text of a value in the casing of the consensus APIs. Lodestar writes addresses with their checksum; relays and
 * their clients compare them as lower-case strings.
 */
export function wireJson(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) =>
    ADDRESS_KEYS.has(key) && typeof part === 'string' ? part.toLowerCase() : part,
  );
}
