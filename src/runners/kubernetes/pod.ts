/** What is read of a pod; see `core/v1` Pod. */
export interface Pod {
  metadata: { name: string; uid: string; deletionTimestamp?: string };
  spec: { nodeName?: string; initContainers?: ContainerSpec[]; containers: ContainerSpec[] };
  status?: PodStatus;
}

export interface ContainerSpec {
  name: string;
  image?: string;
  restartPolicy?: string;
  startupProbe?: object;
  readinessProbe?: object;
}

export interface PodStatus {
  phase?: string;
  conditions?: { type: string; status: string; reason?: string; message?: string }[];
  initContainerStatuses?: ContainerStatus[];
  containerStatuses?: ContainerStatus[];
}

export interface ContainerStatus {
  name: string;
  ready: boolean;
  started?: boolean;
  restartCount: number;
  state?: ContainerState;
  lastState?: ContainerState;
}

export interface ContainerState {
  waiting?: { reason?: string; message?: string };
  running?: { startedAt?: string };
  terminated?: { exitCode: number; signal?: number; reason?: string; message?: string; finishedAt?: string };
}

/** What is read of a `core/v1` Event. */
export interface ClusterEvent {
  metadata: { name: string; uid?: string };
  involvedObject: { kind?: string; name?: string; uid?: string; fieldPath?: string };
  type?: string;
  reason?: string;
  message?: string;
  lastTimestamp?: string | null;
  eventTime?: string | null;
  firstTimestamp?: string | null;
}

/** The status of a container of a pod, of whichever kind it is. */
export function containerStatus(pod: Pod, container: string): ContainerStatus | undefined {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  return [...initContainerStatuses, ...containerStatuses].find(({ name }) => name === container);
}

export function containerSpec(pod: Pod, container: string): ContainerSpec | undefined {
  return [...(pod.spec.initContainers ?? []), ...pod.spec.containers].find(({ name }) => name === container);
}

/** The kubelet's last word on a container that is not up: a pull that goes on, a probe that fails. */
export function lastEventOf(
  events: Iterable<ClusterEvent>,
  pod: Pod,
  container: string,
  reasons: readonly string[],
): ClusterEvent | undefined {
  let latest: ClusterEvent | undefined;
  for (const event of events) {
    const { uid, fieldPath = '' } = event.involvedObject;
    if (uid !== pod.metadata.uid || !fieldPath.endsWith(`{${container}}`)) continue;
    if (!reasons.includes(event.reason ?? '')) continue;
    if (latest === undefined || timeOf(event) >= timeOf(latest)) latest = event;
  }
  return latest;
}

/** Milliseconds since 1970; 0 where the event does not tell. */
function timeOf({ lastTimestamp, eventTime, firstTimestamp }: ClusterEvent): number {
  return Date.parse(lastTimestamp ?? eventTime ?? firstTimestamp ?? '') || 0;
}
