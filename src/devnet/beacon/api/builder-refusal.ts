import { ApiError } from '@lodestar/api/server';
import { messageOf } from '../../../lib/errors.ts';
import { BuilderError } from '../builder/builder-client.ts';
import { badRequest } from './api-context.ts';

/** Throws `ApiError`: 400 for what the builder refuses, 503 where it does not answer. */
export function rethrowBuilderError(error: unknown): never {
  const isRefusal = error instanceof BuilderError && error.status >= 400 && error.status < 500;
  if (isRefusal) throw badRequest(`the builder refuses: ${error.message}`);
  throw new ApiError(503, `no answer from the builder: ${messageOf(error)}`);
}
