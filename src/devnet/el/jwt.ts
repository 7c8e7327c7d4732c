import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { messageOf, PlaygroundError } from '../../lib/errors.ts';

/** How far a token's time of issue may be off, in seconds (execution-apis, authentication.md). */
const TOLERANCE = 60;
const SECRET_BYTES = 32;

/** Throws `PlaygroundError` `jwt-secret-unusable`, naming the file. */
export async function readJwtSecret(file: string): Promise<Buffer> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw unusable(`cannot read the JWT secret ${file}: ${messageOf(error)}`);
  }
  const digits = text.trim().replace(/^0x/, '');
  if (!/^[0-9a-fA-F]*$/.test(digits) || digits.length !== 2 * SECRET_BYTES) {
    throw unusable(`the JWT secret ${file} is not ${SECRET_BYTES} bytes of hex`);
  }
  return Buffer.from(digits, 'hex');
}

/** What is wrong with the Authorization header of a request, or nothing. `now` is in seconds. */
export function jwtProblem(header: string | undefined, secret: Buffer, now: number): string | undefined {
  const token = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
  if (token === undefined) return 'missing token';
  const [head, claims, signature, ...rest] = token.split('.');
  if (head === undefined || claims === undefined || signature === undefined || rest.length > 0)
    return 'malformed token';
  const { alg } = decode(head);
  if (alg !== 'HS256') return 'the token must be signed with HS256';
  const expected = createHmac('sha256', secret).update(`${head}.${claims}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'wrong signature';
  const { iat } = decode(claims);
  if (typeof iat !== 'number') return 'missing issued-at';
  return Math.abs(iat - now) > TOLERANCE ? 'stale token' : undefined;
}

function decode(part: string): Record<string, unknown> {
  try {
    return (JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function unusable(message: string): PlaygroundError {
  return new PlaygroundError('jwt-secret-unusable', message, {
    kind: 'environment',
    hint: 'name a file with 32 bytes of hex with --authrpc.jwtsecret',
  });
}
