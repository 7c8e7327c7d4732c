import { readFileSync } from 'node:fs';

/** Put in by the build; absent when the program runs from its sources. */
declare const BUILD_VERSION: string | undefined;

/** The version of this package, as in its package.json. */
export const VERSION = typeof BUILD_VERSION === 'string' ? BUILD_VERSION : sourceVersion();

function sourceVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
