import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeTools, fakeTools } from '../../../test/support/fake-tools.ts';
import { loadImage } from './load-image.ts';

const IMAGE = 'builder-playground:1';
let tools: FakeTools;

beforeEach(() => {
  tools = fakeTools();
});

afterEach(() => tools.remove());

/** An engine that has the image; `save` writes what stands for it. */
function engine(name: 'docker' | 'podman'): void {
  tools.add(name, 'case "$1" in version|info) echo linux/amd64;; save) echo image > "$3";; esac');
}

const callsOf = (tool: string) => tools.calls().filter((line) => line.startsWith(`${tool} `));

describe('loadImage', () => {
  it.each([
    ['kind', 'kind-net', `kind load docker-image ${IMAGE} --name net`],
    ['kind-other', 'kind-net', `kind load docker-image ${IMAGE} --name other`],
    ['k3d', undefined, `k3d image import ${IMAGE} --cluster k3s-default`],
    ['minikube', undefined, `minikube image load ${IMAGE} --profile minikube`],
  ])('into %s while the context is %s', async (word, current, expected) => {
    engine('docker');
    const [tool = ''] = expected.split(' ');
    tools.add(tool, 'echo loading');
    await loadImage(IMAGE, word, current);
    expect(callsOf(tool)).toEqual([expected]);
  });

  it('goes by way of a file from Podman, which is gone afterwards', async () => {
    engine('podman');
    tools.add('kind', '[ "$(cat "$3")" = image ]');
    await loadImage(IMAGE, 'kind', undefined);
    const [call = ''] = callsOf('kind');
    const [, file = ''] = /^kind load image-archive (\S+) --name kind$/.exec(call) ?? [];
    expect(callsOf('podman')).toContain(`podman save --output ${file} docker.io/library/${IMAGE}`);
    expect(existsSync(file)).toBe(false);
  });

  it('has nothing to do where the cluster shares the engine', async () => {
    engine('docker');
    expect(await loadImage(IMAGE, 'docker-desktop', undefined)).toEqual({ way: 'shared', context: 'docker-desktop' });
  });

  it('says what to do about other clusters', async () => {
    await expect(loadImage(IMAGE, 'prod', undefined)).rejects.toMatchObject({
      code: 'unknown-cluster',
      message: expect.stringContaining('context "prod"'),
      hint: expect.stringMatching(/docker push .*\n.*\n.*ctr --namespace k8s.io images import/),
    });
  });

  it('says which tool is missing, and what a tool says', async () => {
    engine('docker');
    await expect(loadImage(IMAGE, 'kind', undefined)).rejects.toMatchObject({
      code: 'tool-missing',
      message: 'kind was not found',
      hint: expect.stringContaining('https://kind.sigs.k8s.io'),
    });
    tools.add('kind', 'echo "ERROR: no nodes found for cluster \\"kind\\"" >&2; exit 1');
    await expect(loadImage(IMAGE, 'kind', undefined)).rejects.toMatchObject({
      code: 'tool-failed',
      message: 'kind load failed with exit code 1',
      hint: 'ERROR: no nodes found for cluster "kind"',
    });
  });

  it('says when the image has not been made', async () => {
    tools.add('docker', '[ "$1" = version ] && { echo linux/amd64; exit; }; echo "No such image" >&2; exit 1');
    await expect(loadImage(IMAGE, 'kind', undefined)).rejects.toMatchObject({
      code: 'image-missing',
      message: `docker has no image ${IMAGE}`,
      hint: 'make it first: playground image build',
    });
  });
});
