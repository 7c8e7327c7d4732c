export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

export function jsonAnswer(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}

/** Errors and notices have one shape in builder-specs and relay-specs. */
export function messageAnswer(status: number, message: string): Answer {
  return jsonAnswer(status, { code: status, message });
}
