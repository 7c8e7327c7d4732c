import { createHash } from 'node:crypto';
import type { ArtifactFile } from '../../artifacts/artifact.ts';

/** SHA-256 of paths and contents, in whatever order the files come. */
export function digestOfFiles(files: readonly ArtifactFile[]): string {
  const hash = createHash('sha256');
  for (const { path, content } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const bytes = Buffer.from(content);
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/** SHA-256 of a record of plain values, in whatever order its fields come. */
export function digestOfRecord(record: Readonly<Record<string, string | number | undefined>>): string {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
