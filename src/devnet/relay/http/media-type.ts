import { HttpError } from './http-error.ts';

export type Encoding = 'json' | 'ssz';

const MEDIA_TYPES: Record<string, Encoding> = { 'application/json': 'json', 'application/octet-stream': 'ssz' };

/** What a body is, by its `Content-Type`; JSON where nothing is said. Throws `HttpError` 415. */
export function encodingOfBody(contentType: string | undefined): Encoding {
  if (contentType === undefined) return 'json';
  const encoding = MEDIA_TYPES[contentType.split(';')[0]?.trim().toLowerCase() ?? ''];
  if (encoding === undefined) throw new HttpError(415, `unsupported media type: ${contentType}`);
  return encoding;
}

/**
 * What the caller likes best, by its `Accept` header (RFC 9110, section 12.5.1); JSON where it has no preference.
 * Throws `HttpError` 406 when it takes neither.
 */
export function acceptedEncoding(accept: string | undefined): Encoding {
  if (accept === undefined || accept.trim() === '') return 'json';
  const ranges = accept.split(',').map(parseRange);
  const json = qualityOf('application/json', ranges);
  const ssz = qualityOf('application/octet-stream', ranges);
  if (json <= 0 && ssz <= 0) throw new HttpError(406, `not acceptable: ${accept}`);
  return ssz > json ? 'ssz' : 'json';
}

interface MediaRange {
  range: string;
  quality: number;
}

function parseRange(text: string): MediaRange {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  return { range, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 };
}

/** The most specific range that covers the type decides. */
function qualityOf(type: string, ranges: readonly MediaRange[]): number {
  for (const candidate of [type, `${type.split('/')[0]}/*`, '*/*']) {
    const found = ranges.find(({ range }) => range === candidate);
    if (found !== undefined) return found.quality;
  }
  return 0;
}
