import { VERSION } from '../lib/version.ts';
import type { HostBinary } from './component.ts';

/** The image with the reference relay, engine proxy and health monitor. */
export const UTILS_IMAGE = [
  'docker.io/flashbots/playground-utils',
  'cc6f172493d7ef6b88a5b7895f4b8619806c99f9',
] as const;

/** The image with our own programs, and the same programs without an image. */
export const PLAYGROUND_IMAGE = ['builder-playground', VERSION] as const;
export const PLAYGROUND_ENTRYPOINT = 'playground';
export const PLAYGROUND_BINARY: HostBinary = {
  names: [PLAYGROUND_ENTRYPOINT],
  install: 'it comes with this package',
};
