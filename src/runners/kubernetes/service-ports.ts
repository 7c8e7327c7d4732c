import type { EmitEvent } from '../../lib/events.ts';
import { portKey } from '../../targets/host/host-addressing.ts';
import type { Placement } from '../../targets/kubernetes/render/placement.ts';
import type { PortClaims } from '../host/port-claims.ts';
import type { RunningPort } from '../runner.ts';
import { type ForwardedPort, forwardPort } from './client/port-forward.ts';
import type { PreparedRun } from './prepare-run.ts';

type ForwardedFrom = Pick<PreparedRun, 'cluster' | 'place' | 'placements'>;

/** The ports of a session in a cluster, each forwarded to a number of this machine. UDP cannot be forwarded. */
export class ServicePorts {
  readonly #prepared: ForwardedFrom;
  readonly #claims: PortClaims;
  readonly #bindExternal: boolean;
  readonly #emit: EmitEvent;
  readonly #signal: AbortSignal;
  readonly #open: ForwardedPort[] = [];

  constructor(
    prepared: ForwardedFrom,
    claims: PortClaims,
    bindExternal: boolean,
    emit: EmitEvent,
    signal: AbortSignal,
  ) {
    this.#prepared = prepared;
    this.#claims = claims;
    this.#bindExternal = bindExternal;
    this.#emit = emit;
    this.#signal = signal;
  }

  /** Listens on every claimed number; whoever connects before there is a pod waits a moment for it. */
  async open(): Promise<void> {
    const { cluster, place, placements } = this.#prepared;
    const { numbers } = this.#claims;
    for (const { service, pod, ports, hostExecuted } of placements) {
      for (const { name, podPort, protocol } of hostExecuted ? [] : ports) {
        const localPort = numbers[portKey({ name: service }, { name })];
        if (protocol !== 'tcp' || localPort === undefined) continue;
        const forwarded = await forwardPort({
          cluster,
          namespace: place.namespace,
          pod: () => pod,
          podPort,
          localPort,
          bindExternal: this.#bindExternal,
          signal: this.#signal,
          onTrouble: (message) => this.#emit({ type: 'notice', message: `${service} ${name}: ${message}` }),
        });
        this.#open.push(forwarded);
      }
    }
  }

  running(service: string, ports: Placement['ports']): RunningPort[] {
    const { numbers } = this.#claims;
    return ports.flatMap(({ name, protocol, port }) => {
      const hostPort = protocol === 'tcp' ? numbers[portKey({ name: service }, { name })] : undefined;
      return hostPort === undefined ? [] : [{ name, protocol, port, hostPort }];
    });
  }

  close(): void {
    for (const forwarded of this.#open) forwarded.close();
    this.#claims.releaseAll();
  }
}
