import type { Manifest } from '../../manifest/service.ts';
import type { Placement } from '../../targets/kubernetes/render/placement.ts';
import { PortClaims } from '../host/port-claims.ts';
import type { ClusterPlace, Runner, RunRequest, RunTraces } from '../runner.ts';
import { ClusterClient } from './client/cluster-client.ts';
import { loadCluster } from './client/load-cluster.ts';
import { ClusterRun } from './cluster-run.ts';
import { planCluster } from './plan-cluster.ts';
import { type PreparedRun, prepareRun } from './prepare-run.ts';
import { pauseDeployment, removeDeployment } from './put-away.ts';

/** Milliseconds for pods that nobody is in a hurry to end. */
const GRACE = 2000;

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
    async removeData({ cluster }: RunTraces) {
      if (cluster === undefined) return;
      await removeDeployment(await clientOf(cluster), cluster, GRACE, () => {});
    },
  };
}

async function clientOf({ kubeconfig, context }: ClusterPlace): Promise<ClusterClient> {
  return new ClusterClient(await loadCluster({ context, ...(kubeconfig === undefined ? {} : { kubeconfig }) }));
}

/** The services with the ports that get a number of this machine: UDP cannot be forwarded. */
function reachable(manifest: Manifest, placements: readonly Placement[]): Manifest {
  const placed = new Map(placements.map((placement) => [placement.service, placement]));
  const services = manifest.services.flatMap((service) => {
    const placement = placed.get(service.name);
    if (placement === undefined) return [];
    const ports = placement.ports.filter(({ protocol }) => protocol === 'tcp' || placement.hostExecuted);
    return [{ ...service, ports: ports.map(({ name, port, protocol }) => ({ name, port, protocol, hostPort: 0 })) }];
  });
  return { services };
}
