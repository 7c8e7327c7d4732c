import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPublicClient, createWalletClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { kubectl, remainsOf } from '../support/kubectl.ts';
import { networkSuite } from '../support/network-suite.ts';
import {
  createHome,
  type Home,
  playground,
  processesOf,
  type Started,
  spawnStart,
  startPlayground,
} from '../support/playground.ts';
import { isSkip, realCluster } from '../support/real-world.ts';
import { waitUntil } from '../support/wait-until.ts';

const cluster = realCluster();
const { kubeconfig, image } = isSkip(cluster) ? { kubeconfig: '', image: '' } : cluster;
const NAMESPACE = `playground-e2e-${process.pid}`;
const ENV = { KUBECONFIG: kubeconfig };
const IN_CLUSTER = ['l1', '--runner', 'kubernetes', '--namespace', NAMESPACE, '--image', image];

describe.skipIf(isSkip(cluster))('a network in a cluster', () => {
  beforeAll(async () => {
    await kubectl(kubeconfig, 'create', 'namespace', NAMESPACE);
  });
  afterAll(async () => {
    await kubectl(kubeconfig, 'delete', 'namespace', NAMESPACE);
  });

  const remains = (sessionId: string) => remainsOf(kubeconfig, NAMESPACE, sessionId);

  describe.each([
    { topology: 'pod', storage: 'local-path' },
    { topology: 'pod', storage: 'pvc' },
    { topology: 'services', storage: 'local-path' },
    { topology: 'services', storage: 'pvc' },
  ])('embedded, topology $topology on $storage', ({ topology, storage }) =>
    networkSuite({
      args: [
        ...IN_CLUSTER,
        '--topology',
        topology,
        '--storage-type',
        storage,
        '--block-time',
        '1s',
        '--sample-builder',
      ],
      env: ENV,
      builder: true,
      webSocket: true,
      remains,
    }),
  );

  describe.each(['pod', 'services'])('geth and Prysm, topology %s', (topology) =>
    networkSuite({
      args: [...IN_CLUSTER, '--topology', topology, '--el', 'geth', '--cl', 'prysm', '--block-time', '2s'],
      env: ENV,
      builder: false,
      webSocket: true,
      remains,
    }),
  );

  describe('the life of a session', () => {
    let home: Home;
    beforeEach(() => {
      home = createHome(ENV);
    });
    afterEach(async () => {
      await playground(home, ['clean', 'all']);
      await home.remove();
    });
    const start = (...args: string[]) => startPlayground(home, [...IN_CLUSTER, '--block-time', '1s', ...args]);

    it.each(['local-path', 'pvc'])('survives the deletion of its pod with chain and data on %s', async (storage) => {
      const { session, url, interrupt } = await start('--storage-type', storage);
      const hash = await sendAndMine(url('el', 'http'), session.accounts[1]?.privateKey);
      const reader = readerOf(url('el', 'http'));
      const { blockNumber } = await reader.getTransactionReceipt({ hash });
      await kubectl(kubeconfig, 'delete', 'pod', '-n', NAMESPACE, `${session.sessionId}-0`, '--grace-period=1');
      const receipt = await waitUntil(
        'the receipt after the restart',
        () => reader.getTransactionReceipt({ hash }).catch(() => undefined),
        90_000,
      );
      expect(receipt.blockNumber).toBe(blockNumber);
      await waitUntil('new blocks', async () => (await headOf(url('el', 'http'))) > blockNumber + 2n, 60_000);
      await interrupt();
      expect(await remains(session.sessionId)).toEqual([]);
    });

    it('goes on with its chain after --keep, Ctrl-C and --resume', async () => {
      const first = await start('--keep');
      const { sessionId, accounts, genesisTime } = first.session;
      const hash = await sendAndMine(first.url('el', 'http'), accounts[1]?.privateKey);
      expect((await first.interrupt()).code).toBe(130);
      expect((await remains(sessionId)).filter((name) => name.startsWith('pod/'))).toEqual([]);
      const second = await startPlayground(home, ['--resume', sessionId]);
      expect(second.session.genesisTime).toBe(genesisTime);
      const reader = readerOf(second.url('el', 'http'));
      expect((await reader.getTransactionReceipt({ hash })).status).toBe('success');
      await sendAndMine(second.url('el', 'http'), accounts[1]?.privateKey);
      await second.interrupt();
      expect((await playground(home, ['clean', sessionId])).code).toBe(0);
      expect(await remains(sessionId)).toEqual([]);
    });

    it('is put away by clean after kill -9 of the command line', async () => {
      const { session, child, ended } = await start();
      child.kill('SIGKILL');
      await ended;
      const [listed] = JSON.parse((await playground(home, ['list', '--json'])).stdout);
      expect(listed).toMatchObject({ id: session.sessionId, status: 'crashed' });
      expect(await remains(session.sessionId)).not.toEqual([]);
      const clean = await playground(home, ['clean', session.sessionId]);
      expect(clean).toMatchObject({ code: 0 });
      expect(await remains(session.sessionId)).toEqual([]);
    });

    it('runs in the background, with logs, ports and probes like everywhere', async () => {
      const { session, url, ended } = await start('--detached');
      expect((await ended).code).toBe(0);
      const port = (await playground(home, ['port', 'el', 'http'])).stdout.trim();
      expect(url('el', 'http')).toBe(`http://127.0.0.1:${port}`);
      await waitUntil('the log of the beacon node', async () =>
        (await playground(home, ['logs', 'beacon'])).stdout.includes('beacon'),
      );
      const probe = await playground(home, ['probe', 'el_healthmon']);
      expect(probe).toMatchObject({ code: 0, stdout: expect.stringContaining('200') });
      const genesis = JSON.parse(await readFile(join(session.dir, 'genesis.json'), 'utf8'));
      expect(Number(genesis.timestamp)).toBe(session.genesisTime);
      expect((await playground(home, ['stop'])).code).toBe(0);
      // It has let the session go, and is about to end.
      await waitUntil('the background process to end', async () => (await processesOf(home.dir)).length === 0);
    });

    it('leaves nothing in the cluster when it is interrupted while it starts', async () => {
      const { child, event, ended } = spawnStart(home, [...IN_CLUSTER, '--block-time', '1s']);
      await event(({ type, state }) => type === 'service' && state === 'starting');
      child.kill('SIGINT');
      expect((await ended).code).toBe(130);
      const left = await kubectl(kubeconfig, 'get', 'pods,pvc,statefulsets,services', '-n', NAMESPACE, '-o', 'name');
      expect(left.trim()).toBe('');
    });
  });

  describe('what cannot be', () => {
    let home: Home;
    beforeEach(() => {
      home = createHome(ENV);
    });
    afterEach(() => home.remove());

    it.each([
      { why: 'no such context', args: ['--context', 'nowhere'], says: 'nowhere' },
      { why: 'no such storage class', args: ['--storage-type', 'pvc', '--storage-class', 'fast'], says: 'standard' },
      { why: 'no such image', args: ['--image', 'example.invalid/none:1'], says: 'example.invalid/none:1' },
      { why: 'a size that is none', args: ['--storage-type', 'pvc', '--storage-size', '10Q'], says: '10Q' },
    ])('$why is one clear line, and leaves nothing', async ({ args, says }) => {
      const { code, stderr } = await playground(home, ['start', ...IN_CLUSTER, ...args]);
      expect(code).toBeGreaterThan(0);
      expect(stderr).toContain('error: ');
      expect(stderr).toContain(says);
      expect(stderr).not.toContain('    at ');
      const left = await kubectl(kubeconfig, 'get', 'pods,pvc,statefulsets,services', '-n', NAMESPACE, '-o', 'name');
      expect(left.trim()).toBe('');
    });

    it('no permission names the verb and the resource, and leaves nothing', async () => {
      const limited = createHome({ KUBECONFIG: await limitedKubeconfig(home.dir) });
      const { code, stderr } = await playground(limited, ['start', ...IN_CLUSTER]);
      expect(code).toBe(3);
      expect(stderr).toMatch(/^error: you may not patch statefulsets/m);
      expect(await kubectl(kubeconfig, 'get', 'configmaps,pvc,services', '-n', NAMESPACE, '-o', 'name')).toBe(
        'configmap/kube-root-ca.crt\n',
      );
      await limited.remove();
    });

    it('no cluster is one clear line', async () => {
      const nowhere = createHome({ KUBECONFIG: join(home.dir, 'none') });
      const { code, stderr } = await playground(nowhere, ['start', 'l1', '--runner', 'kubernetes']);
      expect(code).toBe(3);
      expect(stderr).toMatch(/^error: .*kubeconfig/m);
      expect(existsSync(join(nowhere.stateDir, 'builder-playground', 'sessions'))).toBe(true);
      expect(JSON.parse((await playground(nowhere, ['list', '--json'])).stdout)).toEqual([]);
      await nowhere.remove();
    });
  });
});

/** For a user who may make everything but the workload itself. */
async function limitedKubeconfig(dir: string): Promise<string> {
  const inNamespace = ['-n', NAMESPACE];
  const rights = ['--verb=*', '--resource=configmaps,services,secrets,persistentvolumeclaims,pods,events'];
  await kubectl(kubeconfig, 'create', 'serviceaccount', 'limited', ...inNamespace);
  await kubectl(kubeconfig, 'create', 'role', 'limited', ...rights, ...inNamespace);
  const subject = ['--role=limited', `--serviceaccount=${NAMESPACE}:limited`];
  await kubectl(kubeconfig, 'create', 'rolebinding', 'limited', ...subject, ...inNamespace);
  const token = (await kubectl(kubeconfig, 'create', 'token', 'limited', ...inNamespace)).trim();
  const config = JSON.parse(await kubectl(kubeconfig, 'config', 'view', '--raw', '--minify', '-o', 'json'));
  config.users[0].user = { token };
  config.contexts[0].context.namespace = NAMESPACE;
  const path = join(dir, 'limited.json');
  await writeFile(path, JSON.stringify(config));
  return path;
}

function readerOf(url: string) {
  return createPublicClient({ transport: http(url), pollingInterval: 100 });
}

function headOf(url: string): Promise<bigint> {
  return readerOf(url)
    .getBlockNumber({ cacheTime: 0 })
    .catch(() => 0n);
}

async function sendAndMine(url: string, key: Started['session']['accounts'][number]['privateKey'] = '0x') {
  const transport = http(url);
  const wallet = createWalletClient({ account: privateKeyToAccount(key), transport });
  const chain = {
    id: 1337,
    name: 'l1',
    nativeCurrency: { name: 'ETH', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  };
  const hash = await wallet.sendTransaction({ to: '0x00000000000000000000000000000000000000cc', value: 1n, chain });
  const receipt = await readerOf(url).waitForTransactionReceipt({ hash, timeout: 60_000 });
  expect(receipt.status).toBe('success');
  return hash;
}
