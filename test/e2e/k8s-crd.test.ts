import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeManifest } from '../../src/manifest/codec.ts';
import { assembleL1 } from '../../src/recipes/l1.ts';
import type { DeploymentResource, DeploymentService } from '../../src/targets/kubernetes/crd/deployment-schema.ts';
import type { Rule } from '../../src/targets/kubernetes/crd/rules.ts';
import * as rules from '../../src/targets/kubernetes/crd/rules.ts';
import { generateDeployment } from '../../src/targets/kubernetes/generate/generate-deployment.ts';
import { readResources } from '../../src/targets/kubernetes/read/read-resources.ts';
import { checkResources } from '../../src/targets/kubernetes/validate/check-resources.ts';
import { BROKEN_FORMS, BROKEN_RULES, largestDeployment, smallDeployment } from '../support/broken-deployments.ts';
import { conformancePath } from '../support/conformance.ts';
import { kubectl } from '../support/kubectl.ts';
import { isSkip, realApiServer } from '../support/real-world.ts';

const server = realApiServer();
const { kubeconfig } = isSkip(server) ? { kubeconfig: '' } : server;
const ROOT = join(import.meta.dirname, '../..');
const NAMESPACE = `playground-crd-${process.pid}`;
/** Rules whose cases are not in the table: they compare with what was, or are of the other kind. */
const ELSEWHERE: Rule[] = [
  rules.STORAGE_RULES.typeStays,
  rules.STORAGE_RULES.classStays,
  ...Object.values(rules.PLAYGROUND_RULES),
];
const CLIENTS = [
  { clients: 'embedded', 'sample-builder': true },
  { clients: 'reference', 'use-separate-mev-boost': true, rbuilder: true },
  { clients: 'reference', 'use-native-reth': true },
  { el: 'geth', cl: 'prysm' },
];
const COOKING = {
  sessionId: 'net',
  genesisTime: 0,
  logLevel: 'info',
  place: 'cluster',
  prefundedAccounts: [],
} as const;
const SAMPLES = globSync('deploy/samples/*.yaml', { cwd: ROOT }).toSorted();
const DEFINITIONS = ['builderplaygrounddeployments', 'builderplaygrounds'].map(
  (plural) => `crd/${plural}.playground.flashbots.io`,
);

describe.skipIf(isSkip(server))('the definitions of our kinds in a real API server', () => {
  let dir: string;
  let absentBefore: string[] = [];

  const run = (...args: string[]) => kubectl(kubeconfig, ...args);
  const file = (resource: unknown) => {
    const path = join(dir, 'resource.json');
    writeFileSync(path, JSON.stringify(resource));
    return path;
  };
  /** As the API server would take it, without leaving it there. */
  const tried = (path: string) =>
    run('create', '-n', NAMESPACE, '-f', path, '--dry-run=server', '--validate=strict', '-o', 'json');
  const refusal = (path: string) =>
    tried(path).then(
      () => 'accepted',
      (error: Error) => error.message,
    );

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'k8s-crd-'));
    const before = await run('get', 'crd', '-o', 'name');
    absentBefore = DEFINITIONS.filter((name) => !before.includes(name.slice('crd/'.length)));
    const folder = join(ROOT, 'deploy/crds');
    await run('apply', '--server-side', '--force-conflicts', '--field-manager', 'playground-test', '-f', folder);
    await run('wait', '--for=condition=Established', '--timeout=30s', ...DEFINITIONS);
    await run('create', 'namespace', NAMESPACE);
  });
  afterAll(async () => {
    await run('delete', 'namespace', NAMESPACE);
    if (absentBefore.length > 0) await run('delete', ...absentBefore);
    rmSync(dir, { recursive: true });
  });

  it('are kept as they are written', async () => {
    for (const path of globSync('deploy/crds/*.yaml', { cwd: ROOT })) {
      const [name] = /[a-z]+(?=\.yaml$)/.exec(path) ?? [];
      const stored = JSON.parse(await run('get', `crd/${name}.playground.flashbots.io`, '-o', 'json'));
      const text = await run('create', '-f', join(ROOT, path), '--dry-run=client', '-o', 'json');
      expect(stored.spec.versions).toEqual(JSON.parse(text).spec.versions);
      expect(stored.status.conditions).toContainEqual(
        expect.objectContaining({ type: 'NamesAccepted', status: 'True' }),
      );
      expect(stored.status.conditions.map(({ type }: { type: string }) => type)).not.toContain('NonStructuralSchema');
    }
  });

  it.each(SAMPLES)('accept %s', async (path) => {
    await expect(tried(join(ROOT, path))).resolves.toContain('"uid"');
  });

  it('accept the example of the original design', async ({ skip }) => {
    const path = conformancePath('kubernetes', 'proposal.yaml');
    if (isSkip(path)) return skip(path.reason);
    await expect(tried(path)).resolves.toContain('"uid"');
  });

  describe.each(['local-path', 'pvc'] as const)('with storage %s', (storageType) => {
    it.each(['pod', 'services'] as const)('accept every choice of clients with topology %s', async (topology) => {
      for (const [i, flags] of CLIENTS.entries()) {
        const { manifest } = assembleL1(flags, COOKING);
        const resource = generateDeployment(manifest, { name: `l1-${i}`, storageType, topology });
        await expect(tried(file(resource)), JSON.stringify(flags)).resolves.toContain('"uid"');
      }
    });

    it("accept what the Go program's manifests become", async ({ skip }) => {
      const folder = conformancePath('go-playground');
      if (isSkip(folder)) return skip(folder.reason);
      for (const name of readdirSync(folder)) {
        const manifest = decodeManifest(readFileSync(join(folder, name, 'manifest.json'), 'utf8'));
        await expect(tried(file(generateDeployment(manifest, { name, storageType }))), name).resolves.toContain(
          '"uid"',
        );
      }
    });
  });

  it('fill in what is left out', async () => {
    const { spec } = JSON.parse(await tried(file(smallDeployment()))) as DeploymentResource;
    expect(spec).toMatchObject({ topology: 'pod', storage: { type: 'pvc', reclaimPolicy: 'Delete' } });
    expect(spec.services[0]?.ports).toEqual([{ name: 'http', containerPort: 8545, protocol: 'TCP' }]);
    expect(spec.services[1]?.dependencies).toEqual([{ name: 'el', condition: 'healthy' }]);
  });

  it('accept the largest resource that the bounds allow: the rules can be afforded', async () => {
    const largest = largestDeployment();
    expect(readResources(JSON.stringify(largest), 'largest.json').problems).toEqual([]);
    await expect(tried(file(largest))).resolves.toContain('"uid"');
  });

  describe('refuse, in the words of our own validator,', () => {
    it.each(Object.entries(BROKEN_RULES))('%s', async (_what, { change, rule }) => {
      const resource = smallDeployment();
      const [el, beacon] = resource.spec.services as [DeploymentService, DeploymentService];
      change(resource, el, beacon);
      const path = file(resource);
      const { problems } = checkResources(readResources(readFileSync(path, 'utf8'), path));
      expect(problems.map(({ message }) => message)).toContain(rule.message);
      expect(await refusal(path)).toContain(rule.message);
    });

    it.each(Object.entries(BROKEN_FORMS))('%s', async (_what, { change, words, path }) => {
      const { spec, ...rest } = smallDeployment();
      const [el] = spec.services as [DeploymentService];
      change(spec, el);
      const name = file({ ...rest, spec });
      const { problems } = checkResources(readResources(readFileSync(name, 'utf8'), name));
      expect(problems.map((problem) => problem.path)).toContain(path);
      expect(await refusal(name)).toContain(words);
    });

    it('every rule is among them', () => {
      const tested = [...Object.values(BROKEN_RULES).map(({ rule }) => rule), ...ELSEWHERE];
      const all = Object.values(rules).flatMap((group) => ('cel' in group ? [group] : Object.values(group)));
      expect(all.filter((rule) => !tested.includes(rule))).toEqual([]);
    });

    it('wrong options of a BuilderPlayground', async () => {
      const spec = { recipe: 'l1', storageMethod: 'pvc', storage: { path: '/data' } };
      const words = rules.PLAYGROUND_RULES.pathIsLocal.message;
      expect(await refusal(file(playground(spec)))).toContain(words);
      const local = { recipe: 'l1', storageMethod: 'local-path', storage: { size: '1Gi' } };
      expect(await refusal(file(playground(local)))).toContain(rules.PLAYGROUND_RULES.classIsClaimed.message);
    });
  });

  describe('once a resource is there', () => {
    beforeAll(async () => {
      await run('create', '-n', NAMESPACE, '-f', file(smallDeployment()));
      await run('create', '-n', NAMESPACE, '-f', file(playground({ recipe: 'l1', storageMethod: 'pvc' })));
      const conditions = [
        {
          type: 'Ready',
          status: 'False',
          reason: 'ArtifactsPending',
          message: 'the files are being made',
          lastTransitionTime: '2026-01-01T00:00:00Z',
        },
      ];
      const status = JSON.stringify({ status: { observedGeneration: 1, conditions } });
      await run('patch', 'bpd', 'net', '-n', NAMESPACE, '--subresource=status', '--type=merge', '-p', status);
    });

    it.each([
      [
        'the type of its storage',
        'bpd/net',
        { storage: { type: 'local-path', path: '/data' } },
        rules.STORAGE_RULES.typeStays,
      ],
      ['its storage class', 'bpd/net', { storage: { storageClass: 'other' } }, rules.STORAGE_RULES.classStays],
      ['the method of its storage', 'bp/net', { storageMethod: 'local-path' }, rules.PLAYGROUND_RULES.methodStays],
    ])('refuse to change %s', async (_what, name, spec, rule) => {
      const change = run('patch', name, '-n', NAMESPACE, '--type=merge', '-p', JSON.stringify({ spec }));
      await expect(change).rejects.toThrow(rule.message);
    });

    it('show it in lists', async () => {
      const [header = '', row = ''] = (await run('get', 'bpd', '-n', NAMESPACE)).split('\n');
      expect(header.split(/ {2,}/)).toEqual(['NAME', 'READY', 'TOPOLOGY', 'AGE']);
      expect(row).toMatch(/^net +False +pod +\d+s$/);
      const [wide = '', wideRow = ''] = (await run('get', 'bpd', '-n', NAMESPACE, '-o', 'wide')).split('\n');
      expect(wide.split(/ {2,}/)).toEqual(['NAME', 'READY', 'TOPOLOGY', 'AGE', 'REASON', 'MESSAGE']);
      expect(wideRow).toMatch(/ArtifactsPending +the files are being made$/);
      expect(await run('get', 'bp', '-n', NAMESPACE)).toMatch(
        /^NAME +READY +RECIPE +TOPOLOGY +AGE\nnet +l1 +pod +\d+s\n/,
      );
    });

    it('describe it', async () => {
      const text = await run('describe', 'bpd', 'net', '-n', NAMESPACE);
      expect(text).toMatch(/^ {2}Conditions:\n(?: {4}.*\n)* {4}Reason: +ArtifactsPending$/m);
      expect(text).toMatch(/^ {6}Query URL: +http:\/\/localhost:8545$/m);
    });
  });

  it('explain every field', async () => {
    const check = await run('explain', 'bpd.spec.services.readyCheck');
    expect(check).toContain('How to find out whether the service is ready.');
    expect(check).toMatch(/queryURL\t<string>\n +Ready when it answers/);
    const text = await run('explain', 'bpd', '--recursive');
    for (const field of ['hostExecution', 'secretEnv', 'genesisTime', 'waitingForAttach'])
      expect(text).toContain(field);
    expect(await run('explain', 'bp.spec.dryRun')).toContain('Only show the BuilderPlaygroundDeployment');
  });
});

function playground(spec: object): object {
  return { apiVersion: 'playground.flashbots.io/v1alpha1', kind: 'BuilderPlayground', metadata: { name: 'net' }, spec };
}
