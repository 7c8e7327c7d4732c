import type { ServiceState } from '../../lib/events.ts';
import {
  type ClusterEvent,
  type ContainerStatus,
  containerSpec,
  containerStatus,
  lastEventOf,
  type Pod,
} from './pod.ts';

export interface ServiceProgress {
  state: ServiceState;
  /** What it waits for or suffers from, in the kubelet's own words where it has some. */
  detail: string;
  /** Whether nothing is left to wait for. */
  done: boolean;
}

export interface ProgressInput {
  /** Absent while there is none. */
  pod: Pod | undefined;
  container: string;
  /** Container name → what a person calls it: `el-healthmon` → `el_healthmon`. */
  titles: ReadonlyMap<string, string>;
  events: Iterable<ClusterEvent>;
  /** Why there is no pod, if its owner has said so. */
  noPod: string | undefined;
}

const CREATING = ['Pulling', 'Pulled', 'FailedMount', 'FailedCreatePodSandBox', 'FailedAttachVolume'];

/** How far one service in a pod has come. Pure. */
export function serviceProgress(input: ProgressInput): ServiceProgress {
  const { pod, container, noPod } = input;
  if (pod === undefined) return waiting(noPod ?? 'for its pod');
  if (pod.metadata.deletionTimestamp !== undefined) return waiting('for its pod to end');
  const status = containerStatus(pod, container);
  if (status === undefined) return waiting(unscheduled(pod) ?? `for its pod to be placed`);
  const { waiting: paused, running, terminated } = status.state ?? {};
  if (running !== undefined) return runningProgress(input, pod, status);
  if (terminated !== undefined) return exited(describeEnd(terminated.exitCode, terminated.reason));
  return pausedProgress(input, pod, paused);
}

function pausedProgress(
  input: ProgressInput,
  pod: Pod,
  paused: { reason?: string; message?: string } | undefined,
): ServiceProgress {
  const { reason = 'PodInitializing', message } = paused ?? {};
  const blocker = blockingContainer(pod, input.container);
  if (reason === 'PodInitializing' && blocker !== undefined) return waiting(describeBlocker(input, pod, blocker));
  if (reason === 'CrashLoopBackOff') return exited(message ?? reason);
  if (reason === 'ContainerCreating' || reason === 'PodInitializing') {
    return { state: 'starting', detail: creating(input, pod, input.container), done: false };
  }
  return {
    state: 'unhealthy',
    detail: `${reason}${message === undefined ? '' : `: ${oneLine(message)}`}`,
    done: false,
  };
}

function runningProgress(input: ProgressInput, pod: Pod, { ready, started, restartCount }: ContainerStatus) {
  const spec = containerSpec(pod, input.container);
  const probed = spec?.startupProbe !== undefined || spec?.readinessProbe !== undefined;
  const restarts = restartCount === 0 ? '' : `restarted ${restartCount} time${restartCount === 1 ? '' : 's'}`;
  if (ready && probed) return { state: 'healthy' as const, detail: restarts, done: true };
  if (!probed && started !== false) return { state: 'running' as const, detail: restarts, done: true };
  const complaint = lastEventOf(input.events, pod, input.container, ['Unhealthy'])?.message;
  if (complaint === undefined) return { state: 'running' as const, detail: 'not ready yet', done: false };
  const since = containerStatus(pod, input.container)?.state?.running?.startedAt;
  const clock = since === undefined ? '' : ` (since ${since.slice(11, 19)} UTC)`;
  return { state: 'unhealthy' as const, detail: `${oneLine(complaint)}${clock}`, done: false };
}

/** The init container that must be done, or be up, before `container` is started. */
function blockingContainer(pod: Pod, container: string): string | undefined {
  for (const { name, restartPolicy } of pod.spec.initContainers ?? []) {
    if (name === container) return undefined;
    const status = containerStatus(pod, name);
    const sidecar = restartPolicy === 'Always';
    const passed = sidecar ? status?.started === true : status?.state?.terminated?.exitCode === 0;
    if (!passed) return name;
  }
  return undefined;
}

function describeBlocker(input: ProgressInput, pod: Pod, blocker: string): string {
  const title = input.titles.get(blocker) ?? blocker.replace(/^(?:.*-)?wait-/, '').replaceAll('-', ' ');
  const status = containerStatus(pod, blocker);
  const { waiting: paused, running, terminated } = status?.state ?? {};
  if (running !== undefined) return `for ${title}`;
  if (terminated !== undefined)
    return `for ${title}, which ended: ${describeEnd(terminated.exitCode, terminated.reason)}`;
  const { reason = 'PodInitializing', message } = paused ?? {};
  if (reason === 'PodInitializing' || reason === 'ContainerCreating') {
    return `for ${title}: ${creating(input, pod, blocker)}`;
  }
  return `for ${title}: ${reason}${message === undefined ? '' : `: ${oneLine(message)}`}`;
}

function creating({ events }: ProgressInput, pod: Pod, container: string): string {
  const pull = lastEventOf(events, pod, container, CREATING);
  if (pull?.reason === 'Pulling') return `pulling ${containerSpec(pod, container)?.image ?? 'its image'}`;
  if (pull?.reason?.startsWith('Failed') && pull.message !== undefined) return oneLine(pull.message);
  return 'its container is being made';
}

function unscheduled(pod: Pod): string | undefined {
  const condition = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  return condition?.status === 'False' && condition.message ? oneLine(condition.message) : undefined;
}

function describeEnd(exitCode: number, reason: string | undefined): string {
  const why = reason === undefined || reason === 'Error' || reason === 'Completed' ? '' : ` (${reason})`;
  return `exit code ${exitCode}${why}`;
}

function waiting(detail: string): ServiceProgress {
  return { state: 'waiting', detail, done: false };
}

function exited(detail: string): ServiceProgress {
  return { state: 'exited', detail: oneLine(detail), done: false };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
