import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeTools, fakeTools } from '../../../test/support/fake-tools.ts';
import { findEngine } from './find-engine.ts';

let tools: FakeTools;

beforeEach(() => {
  tools = fakeTools();
});

afterEach(() => tools.remove());

describe('findEngine', () => {
  it('takes the first that answers', async () => {
    tools.add('docker', 'echo "Cannot connect to the Docker daemon" >&2; exit 1');
    tools.add('podman', 'echo linux/arm64');
    expect(await findEngine({})).toMatchObject({ name: 'podman', platform: 'linux/arm64' });
    tools.add('docker', 'echo linux/amd64');
    expect(await findEngine({})).toMatchObject({ name: 'docker', platform: 'linux/amd64' });
    expect(tools.calls()).toContain('docker version --format {{.Server.Os}}/{{.Server.Arch}}');
  });

  it('takes the one that is named', async () => {
    tools.add('docker', 'echo linux/amd64');
    tools.add('podman', 'echo linux/amd64');
    expect(await findEngine({ PLAYGROUND_ENGINE: 'podman' })).toMatchObject({ name: 'podman' });
    await expect(findEngine({ PLAYGROUND_ENGINE: 'lxc' })).rejects.toMatchObject({ code: 'unknown-engine' });
  });

  it('says of each why it is none', async () => {
    tools.add('docker', 'echo warning >&2; echo "Cannot connect to the Docker daemon" >&2; exit 1');
    await expect(findEngine({})).rejects.toMatchObject({
      code: 'no-engine',
      message: 'no container engine answers (docker: Cannot connect to the Docker daemon; podman: not found)',
    });
  });

  it('shows what an engine said last when it fails', async () => {
    tools.add(
      'docker',
      '[ "$1" = version ] && { echo linux/amd64; exit; }; cat >/dev/null; seq 30; echo no space >&2; exit 4',
    );
    const engine = await findEngine({});
    const failure = engine.run(['build', '-'], { input: Buffer.alloc(1_000_000) });
    await expect(failure).rejects.toMatchObject({
      code: 'tool-failed',
      message: 'docker build failed with exit code 4',
      hint: [...Array.from({ length: 14 }, (_, i) => String(i + 17)), 'no space'].join('\n'),
    });
  });

  it('survives an engine that does not read what it is given', async () => {
    tools.add('docker', '[ "$1" = version ] && { echo linux/amd64; exit; }; exit 5');
    const engine = await findEngine({});
    await expect(engine.run(['build'], { input: Buffer.alloc(1_000_000) })).rejects.toThrow('exit code 5');
  });
});
