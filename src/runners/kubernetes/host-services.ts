import type { EmitEvent } from '../../lib/events.ts';
import type { Manifest, Service } from '../../manifest/service.ts';
import { HOST_EXECUTION_LABEL } from '../../manifest/sidecar.ts';
import { hostAddressing } from '../../targets/host/host-addressing.ts';
import { renderHost } from '../../targets/host/render-host.ts';
import { type FoundProgram, findProgram, ownExecutable } from '../host/find-program.ts';
import { HostRun } from '../host/host-run.ts';
import { planHost } from '../host/plan-host.ts';
import type { PortClaims } from '../host/port-claims.ts';
import type { ClusterPlace, RunRequest } from '../runner.ts';
import type { ClusterClient } from './client/cluster-client.ts';
import { HostEndpoints } from './host-endpoints.ts';

export interface HostServicesOptions {
  client: ClusterClient;
  place: ClusterPlace;
  /** All services of the deployment. */
  manifest: Manifest;
  /** Of every port: of those outside of the cluster the number itself, of those inside the one it is forwarded to. */
  claims: PortClaims;
  /** At which pods reach this machine; the one that faces the cluster where absent. */
  address: string | undefined;
  /** Resolves when a service of the cluster is as far as another waits for. Rejects when the start is given up. */
  inCluster(service: string, condition: 'running' | 'healthy'): Promise<void>;
  request: RunRequest;
  emit: EmitEvent;
}

export function isHostExecuted({ labels }: Service): boolean {
  return labels[HOST_EXECUTION_LABEL] === 'true';
}

/**
 * The services of a deployment that are meant for this machine, as processes of it that the cluster reaches and that
 * reach the cluster. `start` rejects with everything stopped and withdrawn.
 */
export class HostServices {
  readonly #options: HostServicesOptions;
  readonly #endpoints: HostEndpoints;
  readonly run: HostRun;

  private constructor(options: HostServicesOptions, programs: ReadonlyMap<string, FoundProgram>) {
    const { request, claims, emit, client, place, address } = options;
    this.#options = options;
    this.#endpoints = new HostEndpoints(client, place, address);
    const render = () => planHost(commandsOf(options), programs);
    const onChange: RunRequest['onChange'] = (services) => {
      this.#endpoints.publish(services).catch(() => {
        // The next change, or the end of the start, tells what is wrong with the cluster.
      });
      request.onChange(services);
    };
    this.run = new HostRun({ ...request, onChange }, emit, claims, render);
  }

  /** Throws what `findProgram` says of a program that is not there. */
  static async prepare(options: HostServicesOptions): Promise<HostServices> {
    const programs = new Map<string, FoundProgram>();
    for (const { service, program } of commandsOf(options)) {
      programs.set(service, await findProgram(service, program, ownExecutable()));
    }
    return new HostServices(options, programs);
  }

  async start(signal: AbortSignal): Promise<void> {
    const { manifest, inCluster } = this.#options;
    const hosted = manifest.services.filter(isHostExecuted);
    const outside = new Set(hosted.map(({ name }) => name));
    let claimed = false;
    try {
      await this.#endpoints.claim([...outside]);
      claimed = true;
      const awaited = hosted.flatMap(({ dependsOn }) => dependsOn.filter(({ name }) => !outside.has(name)));
      await Promise.all(awaited.map(({ name, condition }) => inCluster(name, condition)));
      await this.run.start(signal);
      await this.#endpoints.publish(this.run.services());
    } catch (error) {
      await this.run.stop({ grace: 0 });
      // What another has said of where the services are is not ours to take back.
      if (claimed) await this.#endpoints.withdraw();
      throw error;
    }
  }

  async stop(grace: number): Promise<void> {
    await Promise.all([this.run.stop({ grace }), this.#endpoints.withdraw()]);
  }
}

/** The commands of the services outside of the cluster; the others are where their ports are forwarded to. */
function commandsOf({ manifest, claims, request }: HostServicesOptions) {
  const addressing = hostAddressing({ dir: request.dir, ports: claims.numbers, bindExternal: true });
  const outside = new Set(manifest.services.filter(isHostExecuted).map(({ name }) => name));
  return renderHost(manifest, addressing, { overrides: request.overrides }).filter(({ service }) =>
    outside.has(service),
  );
}
