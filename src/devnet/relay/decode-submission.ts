import { messageOf } from '../../lib/errors.ts';
import { type ChainSpec, forkAt, type PayloadFork } from './chain-spec.ts';
import { FORK_TYPES } from './fork-types.ts';
import { HttpError } from './http/http-error.ts';
import type { Encoding } from './http/media-type.ts';
import type { Submission } from './submission-types.ts';

export interface DecodedSubmission {
  fork: PayloadFork;
  submission: Submission;
}

/**
 * A block submission in JSON or SSZ, of the fork that its slot belongs to. `version` is the `Eth-Consensus-Version`
 * header, which builders may leave out. Throws `HttpError` 400.
 */
export function decodeSubmission(
  body: Buffer,
  encoding: Encoding,
  version: string | undefined,
  spec: ChainSpec,
): DecodedSubmission {
  const source = encoding === 'json' ? parseJson(body) : body;
  const slot = source === body ? slotOfSsz(body) : slotOfJson(source);
  const fork = forkAt(spec, slot)?.fork;
  if (fork === undefined) throw new HttpError(400, `slot ${slot} belongs to a fork that this relay does not know`);
  if (version !== undefined && version.toLowerCase() !== fork) throw new HttpError(400, `not ${fork} payload`);
  const type = FORK_TYPES[fork].Submission;
  try {
    return { fork, submission: source === body ? type.deserialize(body) : type.fromJson(source) };
  } catch (error) {
    throw new HttpError(400, `could not decode the ${fork} submission: ${messageOf(error)}`);
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new HttpError(400, `could not decode the submission: ${messageOf(error)}`);
  }
}

function slotOfJson(json: unknown): number {
  const slot = (json as { message?: { slot?: unknown } } | null)?.message?.slot;
  if (typeof slot === 'string' && /^\d{1,15}$/.test(slot)) return Number(slot);
  throw new HttpError(400, 'could not decode the submission: message.slot is missing or no number');
}

/** The message is of fixed size and comes first, the slot first in it. */
function slotOfSsz(body: Buffer): number {
  if (body.length < 8) throw new HttpError(400, 'could not decode the submission: the body is too short');
  return Number(body.readBigUInt64LE(0));
}
