import { open, stat } from 'node:fs/promises';
import { PlaygroundError, systemCodeOf } from '../lib/errors.ts';
import { describingFileErrors } from '../lib/file-error.ts';

export interface ResourceText {
  text: string;
  /** What messages call it: the file as it was named, or `stdin`. */
  source: string;
}

/** More than is ever read as YAML: what is longer is cut, and refused for its length. */
const MOST_BYTES = 4 * 1024 * 1024 + 1;

/**
 * The text of a file with resources, or of standard input for `-`. Throws `PlaygroundError` `no-such-file`,
 * `not-a-file`, `no-input` (a terminal, at which nobody would know what to type) or `file-refused`.
 */
export async function readResourceText(name: string, stdin = process.stdin): Promise<ResourceText> {
  if (name !== '-') return { text: await readFile(name), source: name };
  if (stdin.isTTY) {
    throw new PlaygroundError('no-input', 'nothing is piped to standard input', {
      kind: 'usage',
      hint: 'name a file, or write it like: playground k8s generate NAME --stdout | playground k8s validate -',
    });
  }
  return { text: decoded(await firstBytes(stdin)), source: 'stdin' };
}

async function readFile(path: string): Promise<string> {
  const stats = await stat(path).catch((error: unknown) => {
    if (systemCodeOf(error) !== 'ENOENT') return undefined;
    throw new PlaygroundError('no-such-file', `there is no file ${path}`, {
      kind: 'usage',
      hint: 'playground k8s generate writes k8s-manifest.yaml',
      cause: error,
    });
  });
  if (stats?.isDirectory()) {
    throw new PlaygroundError('not-a-file', `${path} is a folder`, {
      kind: 'usage',
      hint: `name a file, such as ${path.replace(/\/+$/, '')}/k8s-manifest.yaml`,
    });
  }
  return describingFileErrors('read', path, async () => {
    await using file = await open(path);
    return decoded(await firstBytes(file.createReadStream({ autoClose: false })));
  });
}

async function firstBytes(stream: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    size += bytes.length;
    if (size >= MOST_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES);
}

/** What is not UTF-8 becomes U+FFFD, which the reader reports with its place. */
function decoded(bytes: Buffer): string {
  return new TextDecoder().decode(bytes);
}
