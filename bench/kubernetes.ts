import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { rpc } from '../src/cli/block-source.ts';
import type { Pod } from '../src/runners/kubernetes/pod.ts';
import type { SessionRecord } from '../src/session/session-record.ts';
import type { Sample } from './statistics.ts';

const PROGRAM = join(import.meta.dirname, '..', 'dist', 'playground.js');
const POLL_MS = 20;

interface ClusterRun {
  /** Milliseconds: to the first object that is applied, from there to the first block, and from Ctrl-C to the end. */
  applied: number;
  block: number;
  stop: number;
  /** Milliseconds that the kubelet was waited for, not our programs. */
  kubelet: number;
  /** Container → resident megabytes. */
  memory: Record<string, number>;
}

/** The embedded L1 in one pod of the cluster that KUBECONFIG names, with the image that `image` names. */
export async function measureKubernetes(image: string, runs: number): Promise<Sample[]> {
  const results: ClusterRun[] = [];
  for (let i = 0; i < runs; i++) results.push(await oneRun(image));
  const of = (pick: (run: ClusterRun) => number) => results.map(pick);
  const containers = Object.keys(results[0]?.memory ?? {});
  return [
    { name: 'cluster: command to apply', unit: 'ms', values: of(({ applied }) => applied) },
    { name: 'cluster: apply to first block', unit: 'ms', goal: '≤ 12000', values: of(({ block }) => block) },
    {
      name: 'cluster: of which not the kubelet',
      unit: 'ms',
      goal: '≤ 3000',
      values: of(({ block, kubelet }) => block - kubelet),
    },
    { name: 'cluster: Ctrl-C to the prompt', unit: 'ms', values: of(({ stop }) => stop) },
    ...containers.map((container) => ({
      name: `cluster: memory of ${container}`,
      unit: 'MB',
      values: of(({ memory }) => memory[container] ?? Number.NaN),
    })),
  ];
}

async function oneRun(image: string): Promise<ClusterRun> {
  const home = mkdtempSync(join(tmpdir(), 'playground-bench-'));
  const dir = join(home, 'session');
  const args = ['start', 'l1', '--runner', 'kubernetes', '--image', image, '--clients', 'embedded', '--sample-builder'];
  const started = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...args, '--output', dir, '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, XDG_STATE_HOME: join(home, 'state') },
  });
  const applying = new Promise<number>((found) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (JSON.parse(line).phase === 'start') found(performance.now());
    });
  });
  try {
    const applied = await applying;
    const record = () => JSON.parse(readFileSync(join(dir, 'session.json'), 'utf8')) as SessionRecord;
    const url = await until(child, async () => {
      const { endpoints } = record();
      return endpoints.find(({ service, port }) => service === 'el' && port === 'http')?.url ?? undefined;
    });
    await until(child, async () => Number(await rpc<string>(url, 'eth_blockNumber', [])) > 0);
    const block = performance.now();
    const { cluster } = record();
    const pod = podOf(cluster?.namespace ?? '', `${cluster?.name}-0`);
    const memory = memoryOf(pod, cluster?.namespace ?? '');
    const asked = performance.now();
    child.kill('SIGINT');
    await once(child, 'exit');
    const kubelet = kubeletTime(pod);
    return { applied: applied - started, block: block - applied, stop: performance.now() - asked, kubelet, memory };
  } finally {
    child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  }
}

/**
 * From the making of the pod to the start of its last container, less the run of the container that fills the volume:
 * what the kubelet takes to make containers, in whole seconds as it writes its times.
 */
function kubeletTime(pod: Pod & { metadata: { creationTimestamp?: string } }): number {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  const made = Date.parse(pod.metadata.creationTimestamp ?? '');
  const starts = [...initContainerStatuses, ...containerStatuses].map(({ state }) => state?.running?.startedAt ?? '');
  const last = Math.max(...starts.map((time) => Date.parse(time) || 0));
  const artifacts = initContainerStatuses.find(({ name }) => name === 'artifacts')?.state?.terminated as
    | { startedAt: string; finishedAt: string }
    | undefined;
  const own = artifacts === undefined ? 0 : Date.parse(artifacts.finishedAt) - Date.parse(artifacts.startedAt);
  return last - made - own;
}

function kubectl(...args: string[]): string {
  return execFileSync(process.env.PLAYGROUND_TEST_KUBECTL ?? 'kubectl', args, { encoding: 'utf8' });
}

function podOf(namespace: string, name: string): Pod & { metadata: { creationTimestamp?: string } } {
  return JSON.parse(kubectl('get', 'pod', '-n', namespace, name, '-o', 'json'));
}

/** Resident size of the first process of each container. */
function memoryOf(pod: Pod, namespace: string): Record<string, number> {
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const names = [...sidecars, ...pod.spec.containers].map(({ name }) => name);
  return Object.fromEntries(
    names.map((name) => {
      const status = kubectl('exec', '-n', namespace, pod.metadata.name, '-c', name, '--', 'cat', '/proc/1/status');
      return [name, Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024];
    }),
  );
}

async function until<T>(child: ReturnType<typeof spawn>, probe: () => Promise<T>): Promise<NonNullable<T>> {
  for (;;) {
    const answer = await probe().catch(() => undefined);
    if (answer) return answer as NonNullable<T>;
    if (child.exitCode !== null) throw new Error('the session ended');
    await delay(POLL_MS);
  }
}
