import { PlaygroundError } from '../../lib/errors.ts';
import { type ContainerStatus, containerSpec, type Pod } from './pod.ts';

/** Waiting reasons that no patience mends. */
const HOPELESS_IMAGE = ['ErrImageNeverPull', 'InvalidImageName', 'ImagePullBackOff'];
const HOPELESS_CONTAINER = ['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'];
/** A service may lose a race with what it depends on, and is started again; more often than this it is broken. */
const MAX_RESTARTS = 4;

/** A container that keeps a start from ever becoming ready, and which log says why. */
export interface StartFailure {
  container: string;
  error: PlaygroundError;
  /** Whether its last lines belong to the message: of the run before the present one, or of the present one. */
  logs: 'previous' | 'present' | 'none';
}

/**
 * What is certain not to become ready, if anything. Pure.
 * @param playgroundImage the image with our own programs, which people build themselves
 */
export function startFailure(
  pod: Pod,
  titles: ReadonlyMap<string, string>,
  playgroundImage: string,
): StartFailure | undefined {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  for (const status of [...initContainerStatuses, ...containerStatuses]) {
    const failure = imageFailure(pod, status, playgroundImage) ?? containerFailure(pod, status, titles);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function imageFailure(pod: Pod, { name, state }: ContainerStatus, playgroundImage: string): StartFailure | undefined {
  const { reason = '', message = '' } = state?.waiting ?? {};
  const image = containerSpec(pod, name)?.image ?? '';
  const own = image === playgroundImage;
  // An image without a registry is in the cluster or is not: no second attempt finds it.
  const local = own && !image.includes('/') && reason === 'ErrImagePull';
  if (!local && !HOPELESS_IMAGE.includes(reason)) return undefined;
  const error = new PlaygroundError(
    'image-unavailable',
    `the cluster cannot pull ${image}: ${reasonOf(message, reason)}`,
    {
      kind: 'environment',
      hint: own
        ? 'make it with `playground image build`, bring it in with `playground image load`, or name another with --image'
        : 'load the image into the cluster, or give it the registry and the pull secret that it needs',
      details: { image, reason, container: name },
    },
  );
  return { container: name, error, logs: 'none' };
}

function containerFailure(
  pod: Pod,
  status: ContainerStatus,
  titles: ReadonlyMap<string, string>,
): StartFailure | undefined {
  const { name, state, lastState, restartCount } = status;
  const title = titles.get(name) ?? name;
  const { reason = '', message = '' } = state?.waiting ?? {};
  if (HOPELESS_CONTAINER.includes(reason)) {
    const error = new PlaygroundError('container-refused', `${title} cannot be started: ${reasonOf(message, reason)}`, {
      details: { container: name, reason },
    });
    return { container: name, error, logs: 'none' };
  }
  const present = state?.terminated;
  const end = present ?? lastState?.terminated;
  if (end === undefined || end.exitCode === 0 || status.ready) return undefined;
  const once = isOneShot(pod, name);
  if (!once && restartCount < MAX_RESTARTS) return undefined;
  const times = once || restartCount === 0 ? '' : `, ${restartCount} times`;
  const error = new PlaygroundError('service-died', `${title} ended with ${endOf(end)}${times}`, {
    details: { service: title, exitCode: end.exitCode, reason: end.reason },
  });
  return { container: name, error, logs: present === undefined ? 'previous' : 'present' };
}

/** Init containers that are to end; what prepares a volume does not succeed by trying again. */
function isOneShot(pod: Pod, container: string): boolean {
  return (
    pod.spec.initContainers?.some(({ name, restartPolicy }) => name === container && restartPolicy !== 'Always') ??
    false
  );
}

function endOf({ exitCode, reason }: { exitCode: number; reason?: string }): string {
  return reason === 'OOMKilled' ? 'exit code 137: it needs more memory than its limit' : `exit code ${exitCode}`;
}

/** What kubelet and runtime put before the cause, each with the image once more. */
const WRAPPINGS =
  /^(?:Back-off pulling image "[^"]*": |ErrImagePull: |failed to (?:pull and unpack image|resolve reference|do request) ?(?:"[^"]*")?: )+/;

/** `Back-off pulling image "x": ErrImagePull: failed to pull …` → what failed. */
function reasonOf(message: string, reason: string): string {
  const text = message.replaceAll(/\s+/g, ' ').trim();
  return text.replace(WRAPPINGS, '') || reason;
}
