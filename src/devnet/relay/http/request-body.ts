import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { messageOf, systemCodeOf } from '../../../lib/errors.ts';
import { BodyTooLarge, readBody } from '../../../lib/http-request.ts';
import { HttpError } from './http-error.ts';

/** The limit that relays agree on, for a body and for what it unpacks to. */
const BODY_LIMIT = 15 * 1024 * 1024;

const unpack = promisify(gunzip);

/** The body, unpacked if it is gzipped. Throws `HttpError` 400, 413 or 415. */
export async function readRequestBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new HttpError(415, `unsupported content encoding: ${encoding}`);
  }
  try {
    const body = await readBody(request, BODY_LIMIT);
    return encoding === 'gzip' ? await unpack(body, { maxOutputLength: BODY_LIMIT }) : body;
  } catch (error) {
    if (error instanceof BodyTooLarge || systemCodeOf(error) === 'ERR_BUFFER_TOO_LARGE') {
      throw new HttpError(413, `the body is larger than ${BODY_LIMIT} bytes`);
    }
    throw new HttpError(400, `could not read the body: ${messageOf(error)}`);
  }
}
