import { isPlaygroundError } from '../../lib/errors.ts';

/** The answer, or nothing where this user may not ask. */
export async function unlessForbidden<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

export function isForbidden(error: unknown): boolean {
  return isPlaygroundError(error) && error.code === 'cluster-forbidden';
}
