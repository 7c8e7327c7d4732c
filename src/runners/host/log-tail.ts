import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const WINDOW = 16_384;

/** The last lines that were written to a log since `offset`, at most `count`; none when it cannot be read. */
export function lastLines(path: string, count: number, offset = 0): string[] {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(file);
    const start = Math.max(offset, size - WINDOW);
    const buffer = Buffer.alloc(Math.max(0, size - start));
    const length = readSync(file, buffer, 0, buffer.length, start);
    const lines = buffer
      .toString('utf8', 0, length)
      .split('\n')
      .map((line) => line.trimEnd());
    return lines.filter((line) => line !== '').slice(-count);
  } finally {
    closeSync(file);
  }
}
