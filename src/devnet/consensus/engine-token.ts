import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { messageOf, PlaygroundError, systemCodeOf } from '../../lib/errors.ts';
import { hexToBytes } from '../../lib/hex.ts';

const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

/** A bearer token as the Engine API wants it: HS256 over the current second (execution-apis, `authentication.md`). */
export function engineToken(secret: Uint8Array, nowMs: number = Date.now()): string {
  const signed = `${HEADER}.${encode({ iat: Math.floor(nowMs / 1000) })}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Reads a JWT secret file: 32 bytes of hex, `0x` optional. Throws `PlaygroundError` `jwt-secret-invalid`. */
export async function loadEngineSecret(file: string): Promise<Uint8Array> {
  let text: string;
  try {
    text = (await readFile(file, 'utf8')).trim();
  } catch (error) {
    const reason = systemCodeOf(error) === 'ENOENT' ? 'there is no such file' : messageOf(error);
    throw new PlaygroundError('jwt-secret-invalid', `cannot read the JWT secret ${file}: ${reason}`, {
      kind: 'environment',
      hint: 'point --execution-jwt at the jwtsecret of the session folder',
      cause: error,
    });
  }
  if (!/^(0x)?[0-9a-fA-F]{64}$/.test(text)) {
    throw new PlaygroundError('jwt-secret-invalid', `${file} is not a JWT secret`, {
      hint: 'it must hold 64 hex digits',
    });
  }
  return hexToBytes(text);
}
