import type { EmitEvent, ServiceState } from '../../lib/events.ts';
import type { Placement } from '../../targets/kubernetes/render/placement.ts';
import type { ClusterEvent, Pod } from './pod.ts';
import { type ServiceProgress, serviceProgress } from './service-progress.ts';
import { type StartFailure, startFailure } from './start-failure.ts';

/** What is known of the pods of one deployment; fed by watches, asked by whoever waits. */
export class ClusterState {
  readonly #pods = new Map<string, Pod>();
  readonly #events = new Map<string, ClusterEvent>();
  readonly #placements: readonly Placement[];
  readonly #titles: ReadonlyMap<string, string>;
  readonly #told = new Map<string, { state: ServiceState; detail: string }>();

  /** `placements`: of the services that run in the cluster. */
  constructor(placements: readonly Placement[]) {
    this.#placements = placements;
    this.#titles = new Map(placements.map(({ container, service }) => [container, service]));
  }

  setPod(pod: Pod): void {
    this.#pods.set(pod.metadata.name, pod);
  }

  /** A pod of the same name may be there again already. */
  removePod(pod: Pod): void {
    if (this.#pods.get(pod.metadata.name)?.metadata.uid === pod.metadata.uid) this.#pods.delete(pod.metadata.name);
  }

  setEvent(event: ClusterEvent): void {
    this.#events.set(event.metadata.name, event);
  }

  pod(name: string): Pod | undefined {
    return this.#pods.get(name);
  }

  pods(): Pod[] {
    return [...this.#pods.values()];
  }

  progressOf({ pod, container }: Placement): ServiceProgress {
    return serviceProgress({
      pod: this.#pods.get(pod),
      container,
      titles: this.#titles,
      events: this.#events.values(),
      noPod: this.#refusal(pod),
    });
  }

  /** Tells every service whose progress reads differently than before. */
  tell(emit: EmitEvent): void {
    for (const placement of this.#placements) {
      const { state, detail } = this.progressOf(placement);
      const before = this.#told.get(placement.service);
      if (before?.state === state && before.detail === detail) continue;
      this.#told.set(placement.service, { state, detail });
      emit({ type: 'service', service: placement.service, state, ...(detail === '' ? {} : { detail }) });
    }
  }

  /** Whether a service is as far as another waits for. */
  isUp(service: string, condition: 'running' | 'healthy'): boolean {
    const placement = this.#placements.find((one) => one.service === service);
    if (placement === undefined) return true;
    const { done, state } = this.progressOf(placement);
    return done || (condition === 'running' && (state === 'running' || state === 'unhealthy'));
  }

  isReady(): boolean {
    return this.#placements.every((placement) => this.progressOf(placement).done);
  }

  /** The services that are still waited for, with what holds each of them. */
  unready(): { service: string; detail: string }[] {
    return this.#placements.flatMap((placement) => {
      const { done, state, detail } = this.progressOf(placement);
      return done ? [] : [{ service: placement.service, detail: `${state}${detail === '' ? '' : ` ${detail}`}` }];
    });
  }

  failure(playgroundImage: string): (StartFailure & { pod: string }) | undefined {
    for (const pod of this.#pods.values()) {
      const failure = startFailure(pod, this.#titles, playgroundImage);
      if (failure !== undefined) return { ...failure, pod: pod.metadata.name };
    }
    return undefined;
  }

  /** Why the owner of a pod cannot make it: a quota, a policy. */
  #refusal(pod: string): string | undefined {
    const owner = pod.replace(/-\d+$/, '');
    let latest: string | undefined;
    for (const { involvedObject, reason, message } of this.#events.values()) {
      if (involvedObject.kind === 'StatefulSet' && involvedObject.name === owner && reason === 'FailedCreate') {
        latest = message;
      }
    }
    return latest?.replaceAll(/\s+/g, ' ');
  }

  /** The first refusal of a pod, if there is one. */
  refusal(): string | undefined {
    for (const { pod } of this.#placements) {
      const refusal = this.#pods.has(pod) ? undefined : this.#refusal(pod);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }
}
