/**
 * How the command line answers a failure; documented in docs/cli.md.
 * `failure`: it was tried and did not work. `usage`: the request itself is wrong. `environment`: something outside
 * (a binary, a port, a disk) is missing or refuses.
 */
export type ErrorKind = 'failure' | 'usage' | 'environment';

export interface PlaygroundErrorOptions {
  /** What to do about it, one line. */
  hint?: string;
  kind?: ErrorKind;
  /** Machine-readable particulars, printed by `--json`. */
  details?: Record<string, unknown>;
  cause?: unknown;
}

/**
 * An expected failure: a stable code, one line that says what is wrong, and a hint that says what to do.
 * Anything else that is thrown is a bug and is shown with its stack.
 */
export class PlaygroundError extends Error {
  override readonly name = 'PlaygroundError';
  readonly code: string;
  readonly kind: ErrorKind;
  readonly hint: string | undefined;
  readonly details: Record<string, unknown>;

  constructor(code: string, message: string, options: PlaygroundErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.kind = options.kind ?? 'failure';
    this.hint = options.hint;
    this.details = options.details ?? {};
  }
}

export function isPlaygroundError(error: unknown): error is PlaygroundError {
  return error instanceof PlaygroundError;
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system's error code (`ENOENT`, `EADDRINUSE`), if the error has one. */
export function systemCodeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}
