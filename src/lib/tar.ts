import { PlaygroundError } from './errors.ts';

/** One entry of an archive. */
export interface TarEntry {
  /** Relative, with `/`. */
  path: string;
  type: 'file' | 'folder' | 'link';
  /** Octal permission bits. */
  mode: number;
  /** Empty for folders; where a symbolic link leads. */
  content: Uint8Array;
}

const BLOCK = 512;
const NAME_LENGTH = 100;
const PREFIX_LENGTH = 155;
const FLAGS = { file: '0', folder: '5', link: '2' };
/** What is read: a link could lead anywhere. */
const TYPES: Record<string, TarEntry['type']> = { '0': 'file', '\0': 'file', '5': 'folder' };

/**
 * An archive in the POSIX format (ustar, IEEE 1003.1 `pax`) of these entries, in this order. Nothing but the entries
 * goes into it: all belong to root and are of 1970. Throws `PlaygroundError` `path-too-long`.
 */
export function writeTar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap((entry) => {
    const { content } = entry;
    return entry.type === 'link' ? [header(entry)] : [header(entry), content, padding(content.length)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

/**
 * The entries of an archive that `writeTar` wrote, or another program of plain files and folders. Throws
 * `PlaygroundError` `archive-damaged`, and `archive-unsafe` for links, devices and paths that lead out of the folder.
 */
export function readTar(archive: Uint8Array): TarEntry[] {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const entries: TarEntry[] = [];
  let position = 0;
  for (;;) {
    const block = bytes.subarray(position, position + BLOCK);
    if (block.length < BLOCK) throw damaged('it ends too early');
    if (block.every((byte) => byte === 0)) return entries;
    const { size, ...entry } = readHeader(block);
    position += BLOCK;
    const content = bytes.subarray(position, position + size);
    if (content.length < size) throw damaged(`${entry.path} is cut off`);
    entries.push({ ...entry, content });
    position += Math.ceil(size / BLOCK) * BLOCK;
  }
}

function header({ path, type, mode, content }: TarEntry): Buffer {
  const { name, prefix } = splitPath(type === 'folder' ? `${path}/` : path);
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  octal(block, 100, 8, mode & 0o7777);
  octal(block, 108, 8, 0);
  octal(block, 116, 8, 0);
  octal(block, 124, 12, type === 'link' ? 0 : content.length);
  octal(block, 136, 12, 0);
  block.write(FLAGS[type], 156);
  if (type === 'link') block.set(content.subarray(0, NAME_LENGTH), 157);
  block.write('ustar\x0000', 257, 'latin1');
  block.write(prefix, 345);
  block.write(`${checksumOf(block).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** A long path is kept in two fields, cut at a slash that is not kept. */
function splitPath(path: string): { name: string; prefix: string } {
  if (Buffer.byteLength(path) <= NAME_LENGTH) return { name: path, prefix: '' };
  for (let cut = path.indexOf('/'); cut > 0 && cut < path.length - 1; cut = path.indexOf('/', cut + 1)) {
    const [prefix, name] = [path.slice(0, cut), path.slice(cut + 1)];
    if (Buffer.byteLength(prefix) > PREFIX_LENGTH) break;
    if (Buffer.byteLength(name) <= NAME_LENGTH) return { name, prefix };
  }
  throw new PlaygroundError('path-too-long', `the path is too long for an archive: ${path}`, {
    hint: 'use shorter names',
    details: { path },
  });
}

function octal(block: Buffer, offset: number, length: number, value: number): void {
  block.write(value.toString(8).padStart(length - 1, '0'), offset, 'latin1');
}

function padding(length: number): Buffer {
  return Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);
}

function readHeader(block: Buffer): Omit<TarEntry, 'content'> & { size: number } {
  const name = text(block, 0, NAME_LENGTH);
  const prefix = text(block, 345, PREFIX_LENGTH);
  const path = (prefix === '' ? name : `${prefix}/${name}`).replace(/\/+$/, '');
  if (number(block, 148, 8) !== checksumOf(block)) throw damaged('a checksum does not fit');
  const type = TYPES[block.toString('latin1', 156, 157)];
  if (type === undefined) throw unsafe(path, 'is neither a file nor a folder');
  if (!isInside(path)) throw unsafe(path, 'leads out of the folder');
  return { path, type, mode: number(block, 100, 8) & 0o7777, size: type === 'folder' ? 0 : number(block, 124, 12) };
}

function isInside(path: string): boolean {
  return path !== '' && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** The sum of all bytes of a header, its own field taken as spaces. */
function checksumOf(block: Buffer): number {
  return block.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 32 : byte), 0);
}

function text(block: Buffer, offset: number, length: number): string {
  const [value = ''] = block.toString('utf8', offset, offset + length).split('\0');
  return value;
}

function number(block: Buffer, offset: number, length: number): number {
  const digits = text(block, offset, length).trim();
  if (!/^[0-7]+$/.test(digits)) throw damaged('a number is none');
  return Number.parseInt(digits, 8);
}

function damaged(what: string): PlaygroundError {
  return new PlaygroundError('archive-damaged', `the archive is damaged: ${what}`);
}

function unsafe(path: string, what: string): PlaygroundError {
  return new PlaygroundError('archive-unsafe', `the archive is refused: ${path} ${what}`, { details: { path } });
}
