import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatDuration } from '../../lib/duration.ts';
import { messageOf, PlaygroundError } from '../../lib/errors.ts';
import type { EmitEvent } from '../../lib/events.ts';
import { describingFileErrors } from '../../lib/file-error.ts';
import { toManifest } from '../../targets/kubernetes/render/to-manifest.ts';
import type { PortClaims } from '../host/port-claims.ts';
import type { Run, RunEnd, RunningService, RunRequest, StopRunOptions } from '../runner.ts';
import { applyDeployment } from './apply-deployment.ts';
import { readArtifactsReport } from './artifacts-report.ts';
import { ClusterState } from './cluster-state.ts';
import { ContainerLogs } from './container-logs.ts';
import { HostServices, isHostExecuted } from './host-services.ts';
import type { PreparedRun } from './prepare-run.ts';
import { pauseDeployment, removeDeployment } from './put-away.ts';
import { ServicePorts } from './service-ports.ts';
import { watchDeployment } from './watch-deployment.ts';

/** Milliseconds for the containers of a session that did not become ready. */
const FAILURE_GRACE = 1000;

/** The pods of one session, from the first to the last. */
export class ClusterRun implements Run {
  readonly ended: Promise<RunEnd>;
  genesisTime?: number;
  readonly #end = Promise.withResolvers<RunEnd>();
  readonly #request: RunRequest;
  readonly #prepared: PreparedRun;
  readonly #emit: EmitEvent;
  readonly #state: ClusterState;
  readonly #logs: ContainerLogs;
  readonly #ports: ServicePorts;
  /** Ends the watches, the forwards and the logs. */
  readonly #closing = new AbortController();
  #changed = Promise.withResolvers<void>();
  #hosts: HostServices | undefined;
  readonly #claims: PortClaims;
  #ready = false;
  #stopping: Promise<void> | undefined;

  constructor(request: RunRequest, prepared: PreparedRun, claims: PortClaims, emit: EmitEvent) {
    this.#request = request;
    this.#prepared = prepared;
    this.#emit = emit;
    this.#claims = claims;
    this.ended = this.#end.promise;
    this.#state = new ClusterState(prepared.placements.filter(({ hostExecuted }) => !hostExecuted));
    const { signal } = this.#closing;
    this.#logs = new ContainerLogs(prepared, join(request.dir, 'logs'), signal);
    // A connection that is cut because the pods end is no news.
    const unlessStopping: EmitEvent = (event) => this.#stopping === undefined && emit(event);
    this.#ports = new ServicePorts(prepared, claims, request.bindExternal, unlessStopping, signal);
  }

  services(): RunningService[] {
    const hosts = new Map(this.#hosts?.run.services().map((service) => [service.name, service]));
    return this.#prepared.placements.map(({ service, pod, container, ports, hostExecuted }) => {
      const log = `logs/${service}.log`;
      if (hostExecuted) return hosts.get(service) ?? { name: service, ports: [], log };
      return { name: service, pod, container, ports: this.#ports.running(service, ports), log };
    });
  }

  /** As `Runner.start`: rejects with nothing of the run left but the data of one that was resumed. */
  async start(signal: AbortSignal): Promise<void> {
    const limit = this.#request.startTimeout;
    const timeout = AbortSignal.timeout(limit);
    const aborted = AbortSignal.any([signal, timeout]);
    aborted.addEventListener('abort', () => this.#wake());
    try {
      const logs = join(this.#request.dir, 'logs');
      await describingFileErrors('create', logs, () => void mkdirSync(logs, { recursive: true }));
      this.#request.onCluster(this.#prepared.place);
      this.#watch();
      await this.#ports.open();
      await applyDeployment(this.#prepared, aborted);
      await Promise.all([this.#startHosts(aborted), this.#untilReady(signal, timeout, limit)]);
      this.#ready = true;
      this.#request.onChange(this.services());
    } catch (error) {
      await this.#giveUp(signal, error);
    }
  }

  stop({ grace, keep = false }: StopRunOptions): Promise<void> {
    return this.#finish({ reason: 'stopped' }, grace, keep);
  }

  async #untilReady(signal: AbortSignal, timeout: AbortSignal, limit: number): Promise<void> {
    for (;;) {
      if (signal.aborted) throw new PlaygroundError('interrupted', 'interrupted while starting');
      if (timeout.aborted) throw this.#timeoutError(limit);
      const failure = this.#state.failure(this.#prepared.playgroundImage);
      if (failure !== undefined) throw await this.#logs.explain(failure);
      const refusal = this.#state.refusal();
      if (refusal !== undefined) throw podRefused(refusal);
      if (this.#state.isReady()) return;
      await this.#changed.promise;
    }
  }

  /** What is meant for this machine runs beside the pods, and ends with them. */
  async #startHosts(signal: AbortSignal): Promise<void> {
    const { client, place, resource } = this.#prepared;
    const manifest = toManifest(resource);
    if (!manifest.services.some(isHostExecuted)) return;
    const request = { ...this.#request, onChange: () => this.#request.onChange(this.services()) };
    const inCluster = (service: string, condition: 'running' | 'healthy') => this.#until(service, condition, signal);
    const options = { client, place, manifest, claims: this.#claims, address: undefined, inCluster, request };
    this.#hosts = await HostServices.prepare({ ...options, emit: this.#emit });
    await this.#hosts.start(signal);
    void this.#hosts.run.ended.then((end) => {
      if (end.reason !== 'stopped') void this.#finish(end, FAILURE_GRACE, false);
    });
  }

  async #until(service: string, condition: 'running' | 'healthy', signal: AbortSignal): Promise<void> {
    while (!this.#state.isUp(service, condition)) {
      if (signal.aborted) throw new PlaygroundError('interrupted', 'interrupted while starting');
      await this.#changed.promise;
    }
  }

  #watch(): void {
    const { client, place } = this.#prepared;
    watchDeployment(client, place, this.#closing.signal, {
      onPod: (pod) => {
        this.#state.setPod(pod);
        this.#logs.follow(pod);
        this.#noteArtifacts();
        this.#notePlace(pod.spec.nodeName);
        this.#wake();
      },
      onPodGone: (pod) => {
        this.#state.removePod(pod);
        this.#wake();
      },
      onEvent: (event) => {
        this.#state.setEvent(event);
        this.#wake();
      },
      onOwnerGone: () => this.#onOwnerGone(),
      onTrouble: (message) => this.#emit({ type: 'notice', message: `${message}; trying again` }),
      onRecovered: () => this.#emit({ type: 'notice', message: 'the cluster answers again' }),
    });
  }

  #wake(): void {
    if (this.#stopping === undefined) this.#state.tell(this.#emit);
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers();
    resolve();
  }

  #noteArtifacts(): void {
    const report = this.#state
      .pods()
      .map(readArtifactsReport)
      .find((found) => found !== undefined);
    if (report !== undefined) this.genesisTime = report.genesisTime;
  }

  #notePlace(node: string | undefined): void {
    const { place } = this.#prepared;
    if (node === undefined || place.nodeFolder === undefined || place.nodeFolder.nodes.includes(node)) return;
    place.nodeFolder = { ...place.nodeFolder, nodes: [...place.nodeFolder.nodes, node] };
    if (this.#stopping === undefined) this.#request.onCluster(place);
  }

  #onOwnerGone(): void {
    if (this.#stopping !== undefined || !this.#ready) return;
    const { name, namespace } = this.#prepared.place;
    const message = `somebody has removed ${name} from namespace ${namespace}`;
    void this.#finish({ reason: 'removed', message }, FAILURE_GRACE, false);
  }

  async #giveUp(signal: AbortSignal, error: unknown): Promise<never> {
    const keep = this.#request.cluster !== undefined;
    try {
      await this.#close(FAILURE_GRACE, keep);
    } catch (second) {
      const { name, namespace } = this.#prepared.place;
      const message = `${name} could not be removed from namespace ${namespace}: ${messageOf(second)}`;
      this.#emit({ type: 'notice', message });
    }
    throw signal.aborted ? new PlaygroundError('interrupted', 'interrupted while starting') : error;
  }

  async #finish(end: RunEnd, grace: number, keep: boolean): Promise<void> {
    const first = this.#stopping === undefined;
    try {
      await this.#close(grace, keep);
    } catch (error) {
      this.#emit({ type: 'notice', message: messageOf(error) });
    }
    if (first) this.#end.resolve(end);
  }

  /** A second call does not wait for grace: whoever asks again is in a hurry. */
  #close(grace: number, keep: boolean): Promise<void> {
    this.#stopping ??= (async () => {
      try {
        const { client, place } = this.#prepared;
        await this.#hosts?.stop(grace);
        if (keep) await pauseDeployment(client, place, grace);
        else await removeDeployment(client, place, grace, this.#emit);
      } finally {
        this.#closing.abort();
        await this.#logs.closed();
        this.#ports.close();
      }
    })();
    return this.#stopping;
  }

  #timeoutError(limit: number): PlaygroundError {
    const waits = this.#state.unready();
    const list = waits.map(({ service, detail }) => `${service} (${detail})`).join(', ');
    return new PlaygroundError('start-timeout', `not ready after ${formatDuration(limit)}: ${list}`, {
      hint: `the logs are in ${join(this.#request.dir, 'logs')}`,
      details: { services: waits },
    });
  }
}

function podRefused(message: string): PlaygroundError {
  return new PlaygroundError('pod-refused', `the cluster refuses the pod: ${message}`, {
    kind: 'environment',
    hint: message.includes('PodSecurity')
      ? 'use --storage-type pvc, which needs no privilege, or another namespace'
      : 'give the namespace what it lacks, or use another with --namespace',
  });
}
