import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlaygroundError } from '../../lib/errors.ts';
import { type TarEntry, writeTar } from '../../lib/tar.ts';
import type { Engine } from '../../runners/engine/find-engine.ts';
import { tryTool } from '../../runners/engine/run-tool.ts';
import type { Platform } from './platform.ts';

/** What builds images in an engine: Docker's present builder, or the one of old where that is not installed. */
export type Builder = 'buildx' | 'classic' | 'podman';

export interface Build {
  /** What the engine shall call the image. */
  image: string;
  platforms: readonly Platform[];
  /** In place of the base that the Dockerfile names. */
  base: string | undefined;
  /** Dockerfile and what it adds. */
  context: readonly { name: string; content: Uint8Array }[];
}

/** Throws `PlaygroundError` `buildx-missing` and `one-platform` when the engine cannot build for these platforms. */
export async function chooseBuilder(engine: Engine, platforms: readonly Platform[]): Promise<Builder> {
  if (engine.name === 'podman') {
    if (platforms.length === 1) return 'podman';
    throw new PlaygroundError('one-platform', 'with Podman an image is for one platform', {
      kind: 'usage',
      hint: 'make one for each, with --platform and --image, and join them with podman manifest',
    });
  }
  if ((await tryTool('docker', ['buildx', 'version']))?.code === 0) return 'buildx';
  const foreign = platforms.filter(({ name }) => name !== engine.platform);
  if (foreign.length === 0) return 'classic';
  throw new PlaygroundError('buildx-missing', `this Docker builds for ${engine.platform} only`, {
    kind: 'environment',
    hint: 'install its plugin buildx (https://github.com/docker/buildx) to build for other platforms',
    details: { platforms: foreign.map(({ name }) => name) },
  });
}

/** Throws `PlaygroundError` `tool-failed` with the engine's last words. */
export async function runBuilder(engine: Engine, builder: Builder, build: Build): Promise<void> {
  const args = ['build', ...optionsFor(builder, build)];
  if (builder === 'podman') {
    await fromFolder(build, (folder) => engine.run([...args, folder]));
    return;
  }
  // Docker reads an archive, which works wherever the engine is and whatever folders its client may see.
  const entries = build.context.map(({ name, content }): TarEntry => {
    return { path: name, type: 'file', mode: 0o644, content };
  });
  const env = builder === 'classic' ? { env: { DOCKER_BUILDKIT: '0' } } : {};
  await engine.run([...args, '-'], { input: writeTar(entries), ...env });
}

/** What makes the same image of the same files, as far as a builder has a way to say so, and leaves nothing else. */
const REPRODUCIBLE: Record<Builder, readonly string[]> = {
  buildx: ['--load', '--build-arg', 'SOURCE_DATE_EPOCH=0', '--provenance=false', '--sbom=false'],
  classic: ['--force-rm'],
  podman: ['--timestamp', '0'],
};

function optionsFor(builder: Builder, { image, platforms, base }: Build): string[] {
  const [first, second] = platforms;
  return [
    '--tag',
    image,
    // Where there is a choice, builders set TARGETARCH themselves.
    ...(second === undefined ? ['--build-arg', `TARGETARCH=${first?.arch}`] : []),
    ...(builder === 'classic' ? [] : ['--platform', platforms.map(({ name }) => name).join(',')]),
    ...(base === undefined ? [] : ['--build-arg', `BASE=${base}`]),
    ...REPRODUCIBLE[builder],
  ];
}

/** Podman takes whatever it reads for a Dockerfile. */
async function fromFolder({ context }: Build, run: (folder: string) => Promise<unknown>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'playground-image-'));
  try {
    for (const { name, content } of context) writeFileSync(join(folder, name), content);
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
