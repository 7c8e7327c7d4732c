import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PlaygroundError } from '../../lib/errors.ts';
import type { EmitEvent } from '../../lib/events.ts';
import { describingFileErrors } from '../../lib/file-error.ts';
import { nearest } from '../../lib/nearest.ts';
import type { Manifest } from '../../manifest/service.ts';
import type { DeploymentResource } from '../../targets/kubernetes/crd/deployment-schema.ts';
import { DESCRIPTION_KEY } from '../../targets/kubernetes/render/describing-object.ts';
import { type Placement, placements } from '../../targets/kubernetes/render/placement.ts';
import { referencesOf } from '../../targets/kubernetes/render/references.ts';
import { toManifest } from '../../targets/kubernetes/render/to-manifest.ts';
import { PortClaims } from '../host/port-claims.ts';
import type { ClusterPlace, RunEnd, RunningService } from '../runner.ts';
import { type ArtifactsReport, readArtifactsReport } from './artifacts-report.ts';
import { ClusterClient, type ClusterObject } from './client/cluster-client.ts';
import { loadCluster } from './client/load-cluster.ts';
import { MANAGER, MANAGER_LABEL } from './cluster-objects.ts';
import { ClusterState } from './cluster-state.ts';
import { HostServices, isHostExecuted } from './host-services.ts';
import { ownerName } from './put-away.ts';
import { reachable } from './reachable.ts';
import { ServicePorts } from './service-ports.ts';
import { watchDeployment } from './watch-deployment.ts';

export interface AttachOptions {
  /** Of the deployment. */
  name: string;
  namespace?: string | undefined;
  context?: string | undefined;
  /** At which pods reach this machine; the one that faces the cluster where absent. */
  address?: string | undefined;
  /** Service name → program on this machine, absolute. */
  overrides: Readonly<Record<string, string>>;
  /** `$XDG_STATE_HOME/builder-playground`. */
  stateDir: string;
  signal: AbortSignal;
  emit: EmitEvent;
  /** Writes the files of the deployment, as its pods have made them, to a folder. */
  cook(resource: DeploymentResource, report: ArtifactsReport & { genesisTime: number }, dir: string): Promise<void>;
}

/** The services of a deployment that run on this machine. */
export interface Attachment {
  services: RunningService[];
  /** The services of the cluster that they use, each at a number of this machine. */
  forwarded: RunningService[];
  dir: string;
  ended: Promise<RunEnd>;
  /** Ends them, withdraws their addresses and removes their folder. */
  detach(): Promise<void>;
}

/** Milliseconds until the services must be up. */
const START_TIMEOUT = 120_000;
const GRACE = 2000;
const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };

/**
 * Runs what a deployment means for this machine beside the person, joined to the cluster both ways. Rejects with
 * everything stopped and withdrawn: `unknown-deployment`, `nothing-to-attach`, `already-attached`, and what programs
 * and ports say.
 */
export async function attach(options: AttachOptions): Promise<Attachment> {
  const { signal, emit, stateDir, name } = options;
  const cluster = await loadCluster(options.context === undefined ? {} : { context: options.context });
  const client = new ClusterClient(cluster);
  const namespace = options.namespace ?? cluster.namespace;
  const resource = await findDeployment(client, namespace, name);
  const manifest = toManifest(resource);
  assertHosted(manifest, name);
  const place = { context: cluster.context, namespace, ownNamespace: false, name };
  const closing = new AbortController();
  signal.addEventListener('abort', () => closing.abort(), { once: true });
  const pods = new DeploymentPods(client, place, resource, closing.signal, emit);
  let dir: string | undefined;
  const claims = new PortClaims({ stateDir, sessionId: `${name}-attached`, bindExternal: true });
  try {
    const report = await pods.report();
    dir = await makeFolder(join(stateDir, 'attached'), name);
    await options.cook(resource, report, dir);
    const used = usedPlacements(manifest, placements(resource));
    await claims.claimAll(reachable(manifest, used), {});
    const ports = new ServicePorts({ cluster, place, placements: used }, claims, false, emit, closing.signal);
    await ports.open();
    const hosts = await HostServices.prepare({
      ...{ client, place, manifest, claims, emit, address: options.address },
      inCluster: (service, condition) => pods.until(service, condition),
      request: {
        ...{ sessionId: name, dir, stateDir, manifest, overrides: options.overrides, startTimeout: START_TIMEOUT },
        ...{ bindExternal: true, preferredPorts: {}, wishes: {}, genesisTime: report.genesisTime, slotDuration: 0 },
        onChange: () => {},
        onCluster: () => {},
      },
    });
    await hosts.start(closing.signal);
    return attachment({ hosts, used, ports, closing, dir });
  } catch (error) {
    closing.abort();
    claims.releaseAll();
    if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
    throw signal.aborted ? new PlaygroundError('interrupted', 'interrupted while starting') : error;
  }
}

function attachment(parts: {
  hosts: HostServices;
  used: readonly Placement[];
  ports: ServicePorts;
  closing: AbortController;
  dir: string;
}): Attachment {
  const { hosts, used, ports, closing, dir } = parts;
  const forwarded = used
    .filter(({ hostExecuted }) => !hostExecuted)
    .map(({ service, pod, container, ports: placed }) => ({
      ...{ name: service, pod, container, log: '' },
      ports: ports.running(service, placed),
    }));
  return {
    services: hosts.run.services(),
    forwarded,
    dir,
    ended: hosts.run.ended,
    async detach() {
      await hosts.stop(GRACE);
      closing.abort();
      ports.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The pods of a deployment, for whoever waits for them. */
class DeploymentPods {
  readonly #state: ClusterState;
  readonly #resource: DeploymentResource;
  readonly #signal: AbortSignal;
  #changed = Promise.withResolvers<void>();

  constructor(
    client: ClusterClient,
    place: ClusterPlace,
    resource: DeploymentResource,
    signal: AbortSignal,
    emit: EmitEvent,
  ) {
    this.#resource = resource;
    this.#signal = signal;
    this.#state = new ClusterState(placements(resource).filter(({ hostExecuted }) => !hostExecuted));
    const wake = () => {
      const { resolve } = this.#changed;
      this.#changed = Promise.withResolvers();
      resolve();
    };
    signal.addEventListener('abort', wake, { once: true });
    watchDeployment(client, place, signal, {
      onPod: (pod) => {
        this.#state.setPod(pod);
        wake();
      },
      onPodGone: (pod) => this.#state.removePod(pod),
      onEvent: () => {},
      onOwnerGone: () => emit({ type: 'notice', message: `${place.name} is being removed from the cluster` }),
      onTrouble: (message) => emit({ type: 'notice', message: `${message}; trying again` }),
      onRecovered: () => emit({ type: 'notice', message: 'the cluster answers again' }),
    });
  }

  /** What its pods have made, as soon as one has. */
  async report(): Promise<ArtifactsReport & { genesisTime: number }> {
    const { genesisTime } = this.#resource.spec.artifacts ?? {};
    if (genesisTime !== undefined) return { genesisTime };
    for (;;) {
      const found = this.#state
        .pods()
        .map(readArtifactsReport)
        .find((report) => report !== undefined);
      if (found !== undefined) return found;
      await this.#change();
    }
  }

  async until(service: string, condition: 'running' | 'healthy'): Promise<void> {
    while (!this.#state.isUp(service, condition)) await this.#change();
  }

  async #change(): Promise<void> {
    await this.#changed.promise;
    if (this.#signal.aborted) throw new PlaygroundError('interrupted', 'interrupted while starting');
  }
}

async function findDeployment(client: ClusterClient, namespace: string, name: string): Promise<DeploymentResource> {
  const object = await client.get<ClusterObject & { data?: Record<string, string> }>({
    ...CONFIG_MAP,
    namespace,
    name: ownerName(name),
  });
  const text = object?.data?.[DESCRIPTION_KEY];
  if (text !== undefined) return JSON.parse(text) as DeploymentResource;
  const all = await client.list(CONFIG_MAP, { namespace, labelSelector: `${MANAGER_LABEL}=${MANAGER}` });
  const suffix = ownerName('');
  const names = all.flatMap(({ metadata }) =>
    metadata.name.endsWith(suffix) ? [metadata.name.slice(0, -suffix.length)] : [],
  );
  const guess = nearest(name, names);
  const list = names.length === 0 ? 'it has none' : `there are: ${names.join(', ')}`;
  throw new PlaygroundError('unknown-deployment', `namespace ${namespace} has no deployment "${name}"`, {
    kind: 'usage',
    hint: guess === undefined ? `${list}; --namespace looks elsewhere` : `did you mean ${guess}?`,
    details: { namespace, name, deployments: names },
  });
}

function assertHosted({ services }: Manifest, name: string): void {
  if (services.some(isHostExecuted)) return;
  throw new PlaygroundError(
    'nothing-to-attach',
    `no service of ${name} is meant for a machine outside of the cluster`,
    {
      kind: 'usage',
      hint: 'set useHostExecution: true on the service that you want to run here',
    },
  );
}

/** The services of this machine, and those of the cluster that they name. */
function usedPlacements({ services }: Manifest, all: readonly Placement[]): Placement[] {
  const hosted = services.filter(isHostExecuted);
  const used = new Set(hosted.flatMap((service) => [service.name, ...referencesOf(service).map((ref) => ref.service)]));
  return all.filter(({ service }) => used.has(service));
}

function makeFolder(parent: string, name: string): Promise<string> {
  return describingFileErrors('write', parent, () => {
    mkdirSync(parent, { recursive: true });
    return mkdtempSync(join(parent, `${name}-`));
  });
}
