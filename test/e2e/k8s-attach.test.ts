import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createPublicClient, http } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import type { DeploymentResource } from '../../src/targets/kubernetes/crd/deployment-schema.ts';
import { kubectl, remainsOf } from '../support/kubectl.ts';
import { createHome, type Home, playground, processesOf } from '../support/playground.ts';
import { isSkip, realCluster } from '../support/real-world.ts';
import { waitUntil } from '../support/wait-until.ts';

const cluster = realCluster();
const { kubeconfig, image } = isSkip(cluster) ? { kubeconfig: '', image: '' } : cluster;
const NAMESPACE = `playground-attach-${process.pid}`;

/** What a person does without the runner: write the resource, edit it, render it, apply it, attach. */
describe.skipIf(isSkip(cluster))('a deployment whose execution client runs on this machine', () => {
  let home: Home;
  const file = () => join(home.dir, 'net', 'k8s-manifest.yaml');
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await playground(home, args);
    expect(code, stderr).toBe(0);
    return stdout;
  };

  beforeAll(async () => {
    home = createHome({ KUBECONFIG: kubeconfig });
    await kubectl(kubeconfig, 'create', 'namespace', NAMESPACE);
    const cook = ['cook', 'l1', '--clients', 'embedded', '--block-time', '1s', '--dry-run', '--k8s'];
    const where = ['--storage-type', 'pvc', '--image', image];
    await run(...cook, '--output', './net', ...where);
    const text = await playground(home, ['k8s', 'generate', './net', '--name', 'net', '--stdout']);
    const resource = parseAllDocuments(text.stdout)[0]?.toJS() as DeploymentResource;
    const el = resource.spec.services.find(({ name }) => name === 'el');
    if (el !== undefined) el.useHostExecution = true;
    await writeFile(file(), stringify(resource));
    await run('k8s', 'validate', file());
    await writeFile(join(home.dir, 'objects.yaml'), await run('k8s', 'render', file(), '--namespace', NAMESPACE));
    await kubectl(kubeconfig, 'apply', '--server-side', '-f', join(home.dir, 'objects.yaml'));
  });
  afterAll(async () => {
    await kubectl(kubeconfig, 'delete', 'namespace', NAMESPACE);
    await home.remove();
  });

  it('makes blocks while it is attached, and is withdrawn on Ctrl-C', async () => {
    const command = [resolve('dist/playground.js'), 'k8s', 'attach', 'net', '--namespace', NAMESPACE, '--json'];
    const child = spawn(process.execPath, command, { env: home.env, stdio: ['ignore', 'pipe', 'inherit'] });
    const attached = new Promise<{ services: { ports: { name: string; hostPort: number }[] }[] }>((found) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const document = JSON.parse(line);
        if (document.type === 'attached') found(document);
      });
    });
    const [el] = (await attached).services;
    const port = el?.ports.find(({ name }) => name === 'http')?.hostPort;
    const reader = createPublicClient({ transport: http(`http://127.0.0.1:${port}`) });
    await waitUntil('blocks', async () => (await reader.getBlockNumber({ cacheTime: 0 })) > 2n, 60_000);
    expect(await remainsOf(kubeconfig, NAMESPACE, 'net-el')).toContain('endpointslice.discovery.k8s.io/net-el');
    const second = await playground(home, ['k8s', 'attach', 'net', '--namespace', NAMESPACE]);
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining('is run by') });
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(await processesOf(home.dir)).toEqual([]);
    expect(await remainsOf(kubeconfig, NAMESPACE, 'net-el')).not.toContain('endpointslice.discovery.k8s.io/net-el');
  });

  it('says what is wrong with a name', async () => {
    const { code, stderr } = await playground(home, ['k8s', 'attach', 'nett', '--namespace', NAMESPACE]);
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean net?');
  });
});
