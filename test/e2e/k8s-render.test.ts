import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeploymentResource, DeploymentService } from '../../src/targets/kubernetes/crd/deployment-schema.ts';
import type { KubernetesObject } from '../../src/targets/kubernetes/render/kubernetes-object.ts';
import { renderDeployment } from '../../src/targets/kubernetes/render/render-deployment.ts';
import { playground } from '../support/built-program.ts';
import { deploymentCases } from '../support/deployment-cases.ts';
import { kubectl } from '../support/kubectl.ts';
import { isSkip, realApiServer, realCluster } from '../support/real-world.ts';
import { podsOf } from '../support/rendered-objects.ts';

const server = realApiServer();
const { kubeconfig } = isSkip(server) ? { kubeconfig: '' } : server;
const cluster = realCluster();
const image = isSkip(cluster) ? 'builder-playground:test' : cluster.image;
const NAMESPACE = `playground-render-${process.pid}`;
const RESTRICTED = `${NAMESPACE}-restricted`;

const run = (...args: string[]) => kubectl(kubeconfig, ...args);
let dir: string;

/** Applies objects in their order; what the API server warns of is a failure. */
async function apply(items: readonly object[], ...flags: string[]): Promise<string[]> {
  const file = join(dir, 'objects.json');
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  const strict = ['--server-side', '--validate=strict', '--warnings-as-errors'];
  const output = await run('apply', ...strict, ...flags, '-o', 'name', '-f', file);
  return output.trim().split('\n');
}

describe.skipIf(isSkip(server))('what is rendered, in a real cluster', () => {
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'k8s-render-'));
    await run('create', 'namespace', NAMESPACE);
    await run('create', 'namespace', RESTRICTED);
    const standard = ['enforce', 'warn'].map((mode) => `pod-security.kubernetes.io/${mode}=restricted`);
    await run('label', 'namespace', RESTRICTED, ...standard);
  });
  afterAll(async () => {
    rmSync(dir, { recursive: true, force: true });
    await run('delete', 'namespace', NAMESPACE, RESTRICTED);
  });

  const render = (resource: DeploymentResource, namespace = NAMESPACE) =>
    renderDeployment(resource, { namespace, playgroundImage: image });

  describe.each(['local-path', 'pvc'] as const)('with storage %s', (storage) => {
    it.each(['pod', 'services'] as const)('and topology %s, every recipe is accepted', async (topology) => {
      const objects = deploymentCases().flatMap(({ resource }) => render(resource(storage, topology)));
      expect(await apply(objects, '--dry-run=server')).toHaveLength(objects.length);
    });
  });

  it.each(['pod', 'services'] as const)(
    'is admitted where only restricted pods are, topology %s on a claim',
    async (topology) => {
      const embedded = deploymentCases().find(({ name }) => name === 'l1-embedded');
      const objects = embedded === undefined ? [] : render(embedded.resource('pvc', topology), RESTRICTED);
      const pods = podsOf(objects).map(({ name, spec }) => podObject(name, spec));
      expect(await apply([...objects, ...pods], '--dry-run=server')).toHaveLength(objects.length + pods.length);
    },
  );

  it('says which field a wrong object has wrong', async () => {
    const [object] = render(deployment('wrong', [program('a', '')]));
    await expect(apply([{ ...object, spec: {} }], '--dry-run=server')).rejects.toThrow('unknown field');
  });

  describe.skipIf(isSkip(cluster))('texts', () => {
    /** With what Kubernetes would expand. */
    const TEXTS = ['$(OTHER)', '$$', '$$$(OTHER)$', 'pa$$word', '$é $(é)', 'it\'s "so"', '#', ' a ', 'a\nb', '0x10'];

    it('arrive in the program as they were written, in arguments, variables and checks', async () => {
      const script = `
        const arrived = JSON.stringify([process.argv.slice(1), process.env.PLAIN, process.env.API_KEY]);
        require('node:fs').writeFileSync('/data/arrived', arrived);
        process.once('SIGTERM', () => process.exit());
        setInterval(() => undefined, 1000);`;
      // The check passes only where its own text arrived, too.
      const check = `const [text] = process.argv.slice(1); process.exit(text === "$\\u0024" ? 0 : 1)`;
      const echo = {
        ...program('echo', script),
        args: TEXTS,
        env: { OTHER: 'x', PLAIN: '$(OTHER) $$', API_KEY: '$(OTHER) $$' },
        readyCheck: { test: ['CMD', 'node', '-e', check, '--', '$$'] },
        volumes: [{ name: 'data', mountPath: '/data' }],
      };
      await apply(render(deployment('texts', [echo])));
      await ready('texts-0');
      const arrived = await run('exec', '-n', NAMESPACE, 'texts-0', '-c', 'echo', '--', 'cat', '/data/arrived');
      expect(JSON.parse(arrived)).toEqual([TEXTS, '$(OTHER) $$', '$(OTHER) $$']);
    });
  });

  describe.skipIf(isSkip(cluster))('a folder of files with a volume in it', () => {
    it('can be written to, and so can the volume', async () => {
      const script = `
        const { writeFileSync, rmSync } = require('node:fs');
        for (const path of ['/keys/own', '/keys/validators/logs/own']) writeFileSync(path, '');
        rmSync('/keys/own');
        process.once('SIGTERM', () => process.exit());
        setInterval(() => undefined, 1000);`;
      const validator = {
        ...program('validator', script),
        readyCheck: { test: ['CMD', 'test', '-f', '/keys/validators/logs/own'] },
        files: [{ path: '/keys', artifact: 'data_validator' }],
        volumes: [{ name: 'logs', mountPath: '/keys/validators/logs' }],
      };
      await apply(render(deployment('keys', [validator])));
      await ready('keys-0');
      const found = await run('exec', '-n', NAMESPACE, 'keys-0', '-c', 'validator', '--', 'ls', '/keys');
      expect(found.trim().split('\n')).toContain('validators');
    });
  });

  describe.skipIf(isSkip(cluster))('a volume that two pods share', () => {
    it('is one for both', async () => {
      const sharing = (name: string, script: string) => ({
        ...program(
          name,
          `${script}; process.once('SIGTERM', () => process.exit()); setInterval(() => undefined, 1000)`,
        ),
        volumes: [{ name: 'Letters', mountPath: '/letters', shared: true }],
        readyCheck: { test: ['CMD', 'test', '-f', '/letters/letter'] },
      });
      const writer = sharing('writer', "require('node:fs').writeFileSync('/letters/letter', '')");
      const resource = deployment('shared', [writer, sharing('reader', '')]);
      const spec = { ...resource.spec, topology: 'services' as const, artifacts: { genesisTime: 1_700_000_000 } };
      await apply(render({ ...resource, spec }));
      await Promise.all([ready('shared-writer-0'), ready('shared-reader-0')]);
    });
  });

  describe.skipIf(isSkip(cluster))('a network whose files were packed', () => {
    const cli = async (...args: string[]) => {
      const env = { PATH: process.env.PATH, HOME: dir, XDG_STATE_HOME: join(dir, 'state') };
      const { code, stdout, stderr } = await playground(args, { env, cwd: dir });
      if (code !== 0) throw new Error(stderr);
      return { stdout, stderr };
    };
    const report = async () => {
      const path = '{.status.initContainerStatuses[?(@.name=="artifacts")].state.terminated.message}';
      return JSON.parse(await run('get', 'pod', '-n', NAMESPACE, 'packed-0', '-o', `jsonpath=${path}`));
    };

    it('runs from plain objects that kubectl applies, and again from the files that are there then', async () => {
      const genesis = String(Math.floor(Date.now() / 1000));
      await cli('cook', 'l1', '--clients', 'embedded', '--dry-run', '--genesis-time', genesis, '--output', 'net');
      const storage = ['--storage-type', 'pvc', '--image', image, '--name', 'packed'];
      const { stdout: resource } = await cli('k8s', 'generate', 'net', '--artifacts', 'bundle', '--stdout', ...storage);
      writeFileSync(join(dir, 'packed.yaml'), resource);
      const { stdout: objects } = await cli('k8s', 'render', 'packed.yaml', '--namespace', NAMESPACE);
      writeFileSync(join(dir, 'objects.yaml'), objects);
      await run('apply', '--server-side', '--warnings-as-errors', '-f', join(dir, 'objects.yaml'));
      await ready('packed-0');
      const first = await report();
      expect(first).toMatchObject({ made: true, genesisTime: Number(genesis) });

      const { stdout: plain } = await cli('k8s', 'generate', 'net', '--artifacts', 'existing', '--stdout', ...storage);
      writeFileSync(join(dir, 'existing.yaml'), plain);
      const { stdout: list } = await cli('k8s', 'render', 'existing.yaml', '--namespace', NAMESPACE, '--json');
      writeFileSync(join(dir, 'objects.json'), list);
      const uid = await podUid('packed-0');
      await run('apply', '--server-side', '-f', join(dir, 'objects.json'));
      await run('rollout', 'status', '-n', NAMESPACE, 'statefulset/packed', '--timeout=120s');
      expect(await podUid('packed-0')).not.toBe(uid);
      expect(await report()).toMatchObject({ made: false, genesisTime: first.genesisTime });
    });
  });

  async function ready(pod: string): Promise<void> {
    await run('wait', '-n', NAMESPACE, `pod/${pod}`, '--for=create', '--timeout=60s');
    await run('wait', '-n', NAMESPACE, `pod/${pod}`, '--for=condition=Ready', '--timeout=120s');
  }

  function podUid(pod: string): Promise<string> {
    return run('get', 'pod', '-n', NAMESPACE, pod, '-o', 'jsonpath={.metadata.uid}');
  }
});

function podObject(name: string, spec: object): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: `${name}-0`, namespace: RESTRICTED }, spec };
}

/** A program of our image, which has Node. */
function program(name: string, script: string): DeploymentService {
  return { name, image: 'builder-playground', entrypoint: ['node', '-e', script, '--'] };
}

function deployment(name: string, services: DeploymentService[]): DeploymentResource {
  return {
    apiVersion: 'playground.flashbots.io/v1alpha1',
    kind: 'BuilderPlaygroundDeployment',
    metadata: { name },
    spec: { recipe: 'l1', storage: { type: 'pvc' }, services },
  };
}
