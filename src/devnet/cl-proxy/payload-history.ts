/** Bounds of what is kept for a secondary that comes late: about an hour of small blocks at one second. */
const LONGEST = 4096;
const LARGEST_BYTES = 128 * 1024 * 1024;

interface Payload {
  parentHash: string;
  body: string;
}

/** The newPayload calls of late, so that a secondary that was away can be given what it missed. */
export class PayloadHistory {
  readonly #payloads = new Map<string, Payload>();
  #bytes = 0;

  /** Keeps the call if it is one newPayload, and returns the hash of its block then. */
  add(body: string): string | undefined {
    const [payload] = newPayloadParams(body) ?? [];
    const { blockHash, parentHash } = (payload ?? {}) as { blockHash?: unknown; parentHash?: unknown };
    if (typeof blockHash !== 'string' || typeof parentHash !== 'string') return undefined;
    if (!this.#payloads.has(blockHash)) {
      this.#payloads.set(blockHash, { parentHash, body });
      this.#bytes += body.length;
      this.#dropOldest();
    }
    return blockHash;
  }

  parentOf(blockHash: string): string | undefined {
    return this.#payloads.get(blockHash)?.parentHash;
  }

  bodyOf(blockHash: string): string | undefined {
    return this.#payloads.get(blockHash)?.body;
  }

  #dropOldest(): void {
    for (const [hash, { body }] of this.#payloads) {
      if (this.#payloads.size <= LONGEST && this.#bytes <= LARGEST_BYTES) return;
      this.#payloads.delete(hash);
      this.#bytes -= body.length;
    }
  }
}

function newPayloadParams(body: string): unknown[] | undefined {
  const call = JSON.parse(body) as { method?: string; params?: unknown };
  const isNewPayload = call.method?.startsWith('engine_newPayload') === true;
  return isNewPayload && Array.isArray(call.params) ? call.params : undefined;
}
