import { StringDecoder } from 'node:string_decoder';

/** Characters of a line; a longer one is an error rather than all of the memory. */
const LONGEST = 64 << 20;

/**
 * The lines of a stream of UTF-8, as they come, without their ends. What follows the last line break is a line only
 * where the stream ends in order: where it is cut, the error of the stream comes instead.
 */
export async function* textLines(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const [first = '', ...rest] = decoder.write(chunk).split('\n');
    parts.push(first);
    length += first.length;
    if (length > LONGEST) throw new Error(`a line is longer than ${LONGEST} characters`);
    if (rest.length === 0) continue;
    yield withoutReturn(parts.join(''));
    const last = rest.pop() ?? '';
    for (const line of rest) yield withoutReturn(line);
    parts = [last];
    length = last.length;
  }
  const last = parts.join('') + decoder.end();
  if (last !== '') yield withoutReturn(last);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
