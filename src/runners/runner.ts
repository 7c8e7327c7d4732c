import type { EmitEvent } from '../lib/events.ts';
import type { Manifest, Protocol } from '../manifest/service.ts';

export type RunnerName = 'host';

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
  /** Called whenever a process or a port changes, so that the session file tells the truth. */
  onChange(services: RunningService[]): void;
}

/** A place to run a session. */
export interface Runner {
  name: RunnerName;
  /** What `start` would do, in order; nothing is touched, no port is reserved. */
  plan(request: RunRequest): Promise<Plan>;
  /**
   * Resolves when every service is ready. Rejects with a `PlaygroundError`, all services stopped, when one dies, when
   * `startTimeout` passes or when `signal` aborts (`interrupted`).
   */
  start(request: RunRequest, emit: EmitEvent, signal: AbortSignal): Promise<Run>;
}

export interface Plan {
  steps: PlanStep[];
}

/** One operation, with the reason for its place in the order. */
export interface PlanStep {
  action: 'prepare' | 'start' | 'check';
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
  /** Settles once: when a service has died, or after `stop`. All services are gone by then. */
  ended: Promise<RunEnd>;
  stop(options: StopRunOptions): Promise<void>;
}

export type RunEnd = { reason: 'stopped' } | { reason: 'service-died'; death: ServiceDeath };

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
}
