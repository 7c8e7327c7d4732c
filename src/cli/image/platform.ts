import { PlaygroundError } from '../../lib/errors.ts';

/** A kind of machine that the image can be for. */
export interface Platform {
  /** As container engines say it: `linux/amd64`. */
  name: string;
  /** As Dockerfiles say it (TARGETARCH): `amd64`. */
  arch: string;
  /** As Node and npm say it: `x64`. */
  cpu: string;
}

const PLATFORMS: readonly Platform[] = [
  { name: 'linux/amd64', arch: 'amd64', cpu: 'x64' },
  { name: 'linux/arm64', arch: 'arm64', cpu: 'arm64' },
];

/** `linux/amd64,linux/arm64` → those. Throws `PlaygroundError` `unknown-platform`. */
export function parsePlatforms(text: string): Platform[] {
  const names = [...new Set(text.split(',').map((name) => name.trim()))];
  return names.map((name) => {
    const platform = PLATFORMS.find((known) => known.name === name);
    if (platform !== undefined) return platform;
    throw new PlaygroundError('unknown-platform', `the image cannot be made for platform "${name}"`, {
      kind: 'usage',
      hint: `choose ${PLATFORMS.map((known) => known.name).join(', ')}, or both with a comma`,
    });
  });
}
