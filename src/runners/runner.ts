import type { EmitEvent } from '../lib/events.ts';
import type { KubernetesWishes, Manifest, Protocol } from '../manifest/service.ts';

export type RunnerName = 'host' | 'kubernetes';

/** Where a session runs in a cluster: enough to find it again from another process. */
export interface ClusterPlace {
  /** Files of the kubeconfig, separated like `$KUBECONFIG`; absent for the one that is found by itself. */
  kubeconfig?: string;
  context: string;
  namespace: string;
  /** Whether the namespace was made for this session. */
  ownNamespace: boolean;
  /** Name of the deployment, and value of the label `app.kubernetes.io/instance`. */
  name: string;
  /** Folder of nodes that holds the data, where no volume claim does. */
  nodeFolder?: NodeFolder;
}

export interface NodeFolder {
  /** Names of the nodes on which pods were placed. */
  nodes: string[];
  path: string;
  /** The image whose program can remove the folder again. */
  image: string;
}

/** What a person chose for a run in a cluster; absent where the runner is to choose. */
export interface ClusterWishes extends KubernetesWishes {
  context?: string;
  namespace?: string;
}

/** What a runner is given: a cooked session whose files are written. */
export interface RunRequest {
  sessionId: string;
  /** The session folder, absolute: working directory of every service; holds `logs/` and `volume-*`. */
  dir: string;
  /** `$XDG_STATE_HOME/builder-playground`: where port claims are shared between sessions. */
  stateDir: string;
  manifest: Manifest;
  /** Service name → program on this machine, from `--override`. */
  overrides: Readonly<Record<string, string>>;
  /** Listen on every interface rather than on 127.0.0.1. */
  bindExternal: boolean;
  /** Milliseconds until everything must be ready. */
  startTimeout: number;
  /** Numbers that the session had before (`service/port` → number), taken again where they are free. */
  preferredPorts: Readonly<Record<string, number>>;
  /** Unix seconds, as in the files of the session folder. */
  genesisTime: number;
  /** Milliseconds. */
  slotDuration: number;
  /** For the runner `kubernetes`. */
  wishes: ClusterWishes;
  /** Where the session ran before, when it is resumed. */
  cluster?: ClusterPlace;
  /** Called whenever a process or a port changes, so that the session file tells the truth. */
  onChange(services: RunningService[]): void;
  /** Called before anything is made in a cluster, so that whoever finds the session file can remove it. */
  onCluster(cluster: ClusterPlace): void;
}

/** What the session file tells of a run, for whoever has to put it away. */
export interface RunTraces {
  services: RunningService[];
  cluster?: ClusterPlace;
}

/** A place to run a session. */
export interface Runner {
  name: RunnerName;
  /** As recipes are told it: `CookContext.place`. */
  place: 'host' | 'cluster';
  /** What `start` would do, in order; nothing is touched, no port is reserved. */
  plan(request: RunRequest): Promise<Plan>;
  /**
   * Resolves when every service is ready. Rejects with a `PlaygroundError`, all services stopped, when one dies, when
   * `startTimeout` passes or when `signal` aborts (`interrupted`).
   */
  start(request: RunRequest, emit: EmitEvent, signal: AbortSignal): Promise<Run>;
  /** Ends what a run has left behind whose process is gone, and keeps its data. Returns the names of what it ended. */
  endLeftovers(traces: RunTraces): Promise<string[]>;
  /** Runs a check's command where the service runs. Never rejects: what went wrong is the answer. */
  runCheck(traces: RunTraces, service: string, command: readonly string[], dir: string): Promise<CheckAnswer>;
  /** Removes the data that a stopped run keeps outside of the session folder. */
  removeData(traces: RunTraces): Promise<void>;
}

export interface CheckAnswer {
  ok: boolean;
  /** For people: `200 OK`, `connection refused`. */
  answer: string;
}

export interface Plan {
  steps: PlanStep[];
}

/** One operation, with the reason for its place in the order. */
export interface PlanStep {
  action: 'prepare' | 'apply' | 'start' | 'check';
  service: string;
  /** The command line, or what is asked. */
  command: string[];
  reason: string;
}

export interface RunningService {
  name: string;
  /** Absent before its first start. */
  pid?: number;
  /** Process group; equal to `pid` on the host. */
  pgid?: number;
  /** When the process started, as the system counts it (see lib/process-identity.ts). */
  startTime?: string;
  /** In a cluster: the pod and the container in it. */
  pod?: string;
  container?: string;
  ports: RunningPort[];
  /** Relative to the session folder. */
  log: string;
}

export interface RunningPort {
  name: string;
  protocol: Protocol;
  /** The number inside the manifest. */
  port: number;
  /** The number on this machine. */
  hostPort: number;
}

/** A session that is up. */
export interface Run {
  services(): RunningService[];
  /** Unix seconds, where the genesis time was chosen by what runs. */
  genesisTime?: number;
  /** Settles once: when a service has died, or after `stop`. All services are gone by then. */
  ended: Promise<RunEnd>;
  stop(options: StopRunOptions): Promise<void>;
}

export type RunEnd =
  | { reason: 'stopped' }
  | { reason: 'service-died'; death: ServiceDeath }
  /** Somebody else has removed it. */
  | { reason: 'removed'; message: string };

export interface ServiceDeath {
  service: string;
  exitCode: number | null;
  signal: string | null;
  /** The end of its log, at most ten lines. */
  lastLines: string[];
}

export interface StopRunOptions {
  /** Milliseconds between the request to end and the end by force; 0 kills at once. */
  grace: number;
  /** Whether data outside of the session folder stays, to be resumed. */
  keep?: boolean;
}
