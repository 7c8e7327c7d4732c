import type { Hex } from '../../../lib/hex.ts';

/** PayloadStatusV1 of the Engine API. */
export interface PayloadStatus {
  status: 'VALID' | 'INVALID' | 'SYNCING';
  latestValidHash: Hex | null;
  validationError: string | null;
}

export function valid(hash: Hex): PayloadStatus {
  return { status: 'VALID', latestValidHash: hash, validationError: null };
}

export function invalid(latestValidHash: Hex | null, validationError: string): PayloadStatus {
  return { status: 'INVALID', latestValidHash, validationError };
}

export function syncing(): PayloadStatus {
  return { status: 'SYNCING', latestValidHash: null, validationError: null };
}
