import { messageOf } from '../../lib/errors.ts';
import { PortClaims } from '../host/port-claims.ts';
import type { ClusterPlace, Runner, RunRequest, RunTraces } from '../runner.ts';
import { ClusterClient } from './client/cluster-client.ts';
import { exec } from './client/exec.ts';
import { loadCluster } from './client/load-cluster.ts';
import { ClusterRun } from './cluster-run.ts';
import { planCluster } from './plan-cluster.ts';
import { type PreparedRun, prepareRun } from './prepare-run.ts';
import { pauseDeployment, removeDeployment } from './put-away.ts';
import { reachable } from './reachable.ts';

/** Milliseconds for pods that nobody is in a hurry to end. */
const GRACE = 2000;
/** Milliseconds for a check that somebody asks for by hand. */
const CHECK_TIMEOUT = 10_000;

/** Runs the services in pods of a cluster, and makes their ports ports of this machine. */
export function createKubernetesRunner(): Runner {
  // What was found out for the plan holds for the start that follows.
  const prepared = new WeakMap<RunRequest, Promise<PreparedRun>>();
  const prepare = (request: RunRequest): Promise<PreparedRun> => {
    const known = prepared.get(request) ?? prepareRun(request, Date.now());
    prepared.set(request, known);
    return known;
  };
  return {
    name: 'kubernetes',
    place: 'cluster',
    async plan(request) {
      return planCluster(await prepare(request));
    },
    async start(request, emit, signal) {
      const ready = await prepare(request);
      for (const message of ready.notices) emit({ type: 'notice', message });
      const claims = new PortClaims(request);
      try {
        await claims.claimAll(reachable(request.manifest, ready.placements), request.preferredPorts);
      } catch (error) {
        claims.releaseAll();
        throw error;
      }
      const run = new ClusterRun(request, ready, claims, emit);
      await run.start(signal);
      return run;
    },
    async endLeftovers({ cluster }) {
      if (cluster === undefined) return [];
      return pauseDeployment(await clientOf(cluster), cluster, GRACE);
    },
    async runCheck({ cluster, services }, service, command) {
      const { pod, container } = services.find(({ name }) => name === service) ?? {};
      if (cluster === undefined || pod === undefined || container === undefined) {
        return { ok: false, answer: 'it runs in no pod' };
      }
      try {
        const client = await clientOf(cluster);
        const selector = { namespace: cluster.namespace, pod, container };
        const { exitCode, stdout, stderr } = await exec(client.cluster, selector, command, CHECK_TIMEOUT);
        const lastLine = `${stdout}${stderr}`.trim().split('\n').at(-1) ?? '';
        return { ok: exitCode === 0, answer: `exit code ${exitCode} ${lastLine}`.trim() };
      } catch (error) {
        return { ok: false, answer: messageOf(error) };
      }
    },
    async removeData({ cluster }: RunTraces) {
      if (cluster === undefined) return;
      await removeDeployment(await clientOf(cluster), cluster, GRACE, () => {});
    },
  };
}

async function clientOf({ kubeconfig, context }: ClusterPlace): Promise<ClusterClient> {
  return new ClusterClient(await loadCluster({ context, ...(kubeconfig === undefined ? {} : { kubeconfig }) }));
}
