import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The content of every file below a folder, by its path, sorted. */
export function filesBelow(dir: string): Record<string, string> {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.sort().map((path) => [relative(dir, path), readFileSync(path, 'utf8')]));
}
