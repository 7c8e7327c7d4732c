/** What is read of a pod to tell the runs of its containers apart; see `core/v1` Pod. */
export interface LogPod {
  metadata: { uid: string; deletionTimestamp?: string };
  spec: { initContainers?: { name: string; restartPolicy?: string }[] };
  status?: {
    phase?: string;
    initContainerStatuses?: RunStatus[];
    containerStatuses?: RunStatus[];
  };
}

interface RunStatus {
  name: string;
  restartCount: number;
  state?: { running?: object; terminated?: { exitCode: number } };
  lastState?: { terminated?: object };
}

export interface LogRun {
  /** Counted from 0. */
  number: number;
  ended: boolean;
  /** There will be no other in this pod. */
  last: boolean;
}

/** The latest run of a container that has begun; undefined where none has. Pure. */
export function logRun({ metadata, spec, status }: LogPod, container: string): LogRun | undefined {
  const { initContainerStatuses = [], containerStatuses = [], phase } = status ?? {};
  const found = [...initContainerStatuses, ...containerStatuses].find(({ name }) => name === container);
  if (found === undefined) return undefined;
  const { running, terminated } = found.state ?? {};
  // While it waits to be started again, the run that was is still the latest.
  if (running === undefined && terminated === undefined && found.lastState?.terminated === undefined) return undefined;
  const ended = running === undefined;
  const init = spec.initContainers?.find(({ name }) => name === container);
  const once = init !== undefined && init.restartPolicy !== 'Always' && terminated?.exitCode === 0;
  const over = phase === 'Succeeded' || phase === 'Failed' || metadata.deletionTimestamp !== undefined;
  return { number: found.restartCount, ended, last: ended && (once || over) };
}
