import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeTools, fakeTools } from '../../../test/support/fake-tools.ts';
import { buildImage } from './build-image.ts';

let tools: FakeTools;

beforeEach(() => {
  tools = fakeTools();
});

afterEach(() => tools.remove());

/** Native code for whatever this machine is not. */
const NPM = `
for word; do
  [ "$last" = --prefix ] && dir=$word
  case $word in *-gnu@*) mkdir -p "$dir/node_modules/\${word%@*}"; echo '{}' > "$dir/node_modules/\${word%@*}/package.json";; esac
  last=$word
done`;

const INSPECT = 'image) echo sha256:12 34;;';
const DOCKER = `case "$1" in version) echo linux/amd64;; buildx) exit 1;; ${INSPECT} build) cat > /dev/null;; esac`;
const BUILDX = DOCKER.replace('exit 1', 'exit 0');
const PODMAN = `case "$1" in info) echo linux/amd64;; ${INSPECT} build) cat > /dev/null;; esac`;

const builds = () => tools.calls().filter((line) => / build /.test(line));

// What comes of it with a real engine: test/e2e/image.test.ts.
describe('buildImage', () => {
  it.each([
    ['docker', DOCKER, 'docker build --tag a:1 --build-arg TARGETARCH=amd64 --build-arg BASE=b --force-rm -'],
    [
      'docker',
      BUILDX,
      'docker build --tag a:1 --build-arg TARGETARCH=amd64 --platform linux/amd64 --build-arg BASE=b --load ' +
        '--build-arg SOURCE_DATE_EPOCH=0 --provenance=false --sbom=false -',
    ],
    [
      'podman',
      PODMAN,
      'podman build --tag docker.io/library/a:1 --build-arg TARGETARCH=amd64 --platform linux/amd64 ' +
        '--build-arg BASE=b --timestamp 0 FOLDER',
    ],
  ] as const)('asks %s', async (name, script, expected) => {
    tools.add(name, script);
    tools.add('npm', NPM);
    expect(await buildImage({ image: 'a:1', base: 'b' })).toMatchObject({
      image: 'a:1',
      id: 'sha256:12',
      size: 34,
      platforms: ['linux/amd64'],
      engine: name,
    });
    expect(builds().map((line) => line.replace(/ \/\S+playground-image-\w+$/, ' FOLDER'))).toEqual([expected]);
  });

  it('makes one image for several platforms', async () => {
    tools.add('docker', BUILDX);
    tools.add('npm', NPM);
    const { platforms } = await buildImage({ image: 'a:1', platforms: 'linux/arm64,linux/amd64' });
    expect(platforms).toEqual(['linux/arm64', 'linux/amd64']);
    expect(builds()).toEqual([
      'docker build --tag a:1 --platform linux/arm64,linux/amd64 --load --build-arg SOURCE_DATE_EPOCH=0 ' +
        '--provenance=false --sbom=false -',
    ]);
    const fetched = tools.calls().filter((line) => line.startsWith('npm '));
    expect(fetched.length).toBeGreaterThan(0);
    for (const line of fetched) expect(line).toMatch(/^npm install --force .*(?: \S+-linux-\w+-gnu@[\d.]+)+$/);
  });

  it('says what an old Docker lacks for another platform', async () => {
    tools.add('docker', DOCKER);
    await expect(buildImage({ image: 'a:1', platforms: 'linux/arm64' })).rejects.toMatchObject({
      code: 'buildx-missing',
      message: 'this Docker builds for linux/amd64 only',
      hint: expect.stringContaining('buildx'),
    });
    await expect(buildImage({ image: 'a:1', platforms: 'windows/amd64' })).rejects.toMatchObject({
      code: 'unknown-platform',
    });
  });

  it('makes one platform at a time with Podman', async () => {
    tools.add('podman', PODMAN);
    const both = buildImage({ image: 'a:1', platforms: 'linux/arm64,linux/amd64' });
    await expect(both).rejects.toMatchObject({ code: 'one-platform', kind: 'usage' });
    expect(builds()).toEqual([]);
  });

  it('says in one line when native code of another platform cannot be had', async () => {
    tools.add('docker', BUILDX);
    const other = process.arch === 'arm64' ? 'amd64' : 'arm64';
    await expect(buildImage({ image: 'a:1', platforms: `linux/${other}` })).rejects.toMatchObject({
      code: 'packages-unavailable',
      message: expect.stringMatching(/^npm cannot fetch the native code for linux\/\w+: .*@chainsafe\/blst-linux-/),
      hint: expect.stringContaining('npm was not found'),
    });
    tools.add('npm', 'echo "npm error: no registry" >&2; exit 1');
    await expect(buildImage({ image: 'a:1', platforms: `linux/${other}` })).rejects.toMatchObject({
      code: 'packages-unavailable',
      hint: 'npm error: no registry',
    });
    expect(builds()).toEqual([]);
  });

  it('shows what the engine said when it fails', async () => {
    tools.add('npm', NPM);
    tools.add('docker', DOCKER.replace('cat > /dev/null', 'cat > /dev/null; echo "manifest unknown" >&2; exit 1'));
    await expect(buildImage({ image: 'a:1' })).rejects.toMatchObject({
      code: 'tool-failed',
      message: 'docker build failed with exit code 1',
      hint: 'manifest unknown',
    });
  });
});
