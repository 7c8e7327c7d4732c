/** Why a block was not taken. */
export type BlockRefusal =
  | 'already-known'
  | 'equivocation'
  | 'unknown-parent'
  | 'future-slot'
  | 'old-slot'
  | 'invalid-block'
  | 'invalid-blobs'
  | 'invalid-payload'
  | 'execution-unavailable';

export class BlockError extends Error {
  override readonly name = 'BlockError';
  readonly refusal: BlockRefusal;

  constructor(refusal: BlockRefusal, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.refusal = refusal;
  }
}
