import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeTar } from '../../lib/tar.ts';
import { type Engine, type EngineName, findEngine } from '../../runners/engine/find-engine.ts';
import { tryTool } from '../../runners/engine/run-tool.ts';
import { chooseBuilder, runBuilder } from './builder.ts';
import { fetchPackages } from './fetch-packages.ts';
import { fullName } from './full-name.ts';
import { imageFiles } from './image-files.ts';
import { packageRoot } from './package-root.ts';
import { type Platform, parsePlatforms } from './platform.ts';
import { productionPackages } from './production-packages.ts';

export interface BuildRequest {
  /** `name:tag`. */
  image: string;
  /** Such as `linux/amd64,linux/arm64`; the engine's own where absent. */
  platforms?: string;
  /** The image with Node, in place of the Dockerfile's. */
  base?: string;
}

export interface BuiltImage {
  image: string;
  /** `sha256:…` */
  id: string;
  /** Bytes of all layers. */
  size: number;
  /** Bytes that are not the base's. */
  ownSize: number;
  platforms: string[];
  engine: EngineName;
}

/**
 * Builds the image from this package in the container engine. Throws `PlaygroundError`: `no-engine`, `unknown-platform`,
 * `buildx-missing`, `one-platform`, `not-built`, `packages-unavailable`, `tool-failed` with the engine's last words.
 */
export async function buildImage(request: BuildRequest): Promise<BuiltImage> {
  const engine = await findEngine();
  const platforms = parsePlatforms(request.platforms ?? engine.platform);
  const builder = await chooseBuilder(engine, platforms);
  const root = packageRoot();
  const archives = await Promise.all(platforms.map((platform) => archiveFor(root, platform)));
  const dockerfile = { name: 'Dockerfile', content: readFileSync(join(root, 'images', 'Dockerfile')) };
  const image = fullName(request.image, engine.name);
  const before = await inspect(engine, '{{.Id}}', image);
  await runBuilder(engine, builder, { image, platforms, base: request.base, context: [dockerfile, ...archives] });
  const [id = '', size] = (await inspect(engine, '{{.Id}} {{.Size}}', image))?.split(' ') ?? [];
  if (before !== undefined && before !== id) await removeReplaced(engine, before);
  return {
    image: request.image,
    id: id.startsWith('sha256:') ? id : `sha256:${id}`,
    size: Number(size),
    ownSize: archives[0]?.content.length ?? 0,
    platforms: platforms.map(({ name }) => name),
    engine: engine.name,
  };
}

/** The archive that the Dockerfile adds for one platform. */
async function archiveFor(root: string, platform: Platform): Promise<{ name: string; content: Buffer }> {
  const { packages, absent } = productionPackages(root, platform);
  const fetched = await fetchPackages(absent, platform);
  try {
    const content = writeTar(imageFiles(root, [...packages, ...fetched.packages], platform));
    return { name: `files-${platform.arch}.tar`, content };
  } finally {
    fetched.remove();
  }
}

/** Undefined where there is no such image. */
async function inspect(engine: Engine, format: string, image: string): Promise<string | undefined> {
  const result = await tryTool(engine.name, ['image', 'inspect', '--format', format, image]);
  return result?.code === 0 ? result.stdout.trim() : undefined;
}

/** An image that has lost its name to a newer one only takes space, unless it has another name or is in use. */
async function removeReplaced(engine: Engine, id: string): Promise<void> {
  if ((await inspect(engine, '{{len .RepoTags}}', id)) === '0') await tryTool(engine.name, ['image', 'rm', id]);
}
