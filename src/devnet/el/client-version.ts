import { readFileSync } from 'node:fs';

/** What the client calls itself, in the form that geth has: name/version/platform/runtime. */
export const CLIENT_NAME = 'builder-playground';
export const CLIENT_CODE = 'BP';
export const CLIENT_VERSION = productVersion();

export function clientVersionText(): string {
  return `${CLIENT_NAME}/v${CLIENT_VERSION}/${process.platform}-${process.arch}/node${process.versions.node}`;
}

/** From the package.json above this file, whether in the sources or in a bundle. */
function productVersion(): string {
  for (const above of ['../../../package.json', '../package.json', './package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(above, import.meta.url), 'utf8'));
      if (name === CLIENT_NAME) return version;
    } catch {
      // Not at this distance.
    }
  }
  return '0.0.0';
}
