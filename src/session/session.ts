import type { LogLevel } from '../lib/log.ts';
import type { Manifest } from '../manifest/service.ts';
import type { FlagValues, Recipe } from '../recipes/recipe.ts';
import type { ClusterWishes, Plan, RunnerName } from '../runners/runner.ts';

/** What `startSession` is asked for. Times in milliseconds unless said otherwise. */
export interface StartOptions {
  recipe: Recipe;
  flags: FlagValues;
  /** As the user typed it, without the program: kept for `list`, and run again by `detached`. */
  commandLine: string[];
  /** Folder to write to, in place of one named by the session. Never deletes a folder that is not ours. */
  output?: string;
  /** Makes the session's name and every key of it repeatable. */
  seed?: string;
  /** Unix seconds; wins over `genesisDelay`. */
  genesisTime?: number;
  /** From now to genesis. */
  genesisDelay?: number;
  /** Until everything must be ready. Default: `DEFAULT_START_TIMEOUT`. */
  startTimeout?: number;
  /** Stop by itself this long after it is ready. */
  timeout?: number;
  /** Keep the folder and the chain when it ends, to be resumed. */
  keep?: boolean;
  /** Service name → program on this machine. */
  overrides?: Record<string, string>;
  bindExternal?: boolean;
  /** For a cluster: of the runner `kubernetes`, or of whoever takes `k8s-manifest.yaml` to one. */
  wishes?: ClusterWishes;
  /** Private keys or addresses, 0x…. */
  prefundedAccounts?: string[];
  logLevel?: LogLevel;
  /** Where to run. Absent: the only runner there is, and for a dry run none (`CookContext.place`). */
  runner?: RunnerName;
  /** With `dryRun`: write `k8s-manifest.yaml` too. */
  k8s?: boolean;
  /** Write the files and stop; with `runner`, the session tells its plan too. */
  dryRun?: boolean;
  /** A background process keeps the session; this one only waits until it is ready. */
  detached?: boolean;
  /** Aborts the start-up in any phase: everything is stopped and removed, and the start rejects with `interrupted`. */
  signal?: AbortSignal;
}

export interface ResumeOptions {
  /** Id, folder, or nothing for the latest. */
  name?: string;
  startTimeout?: number;
  timeout?: number;
  /** Default true. */
  keep?: boolean;
  /** Added to those of the first start. */
  overrides?: Record<string, string>;
  detached?: boolean;
  commandLine: string[];
  signal?: AbortSignal;
}

/** A session that this process started, or (`detached`) that a background process keeps. */
export interface Session {
  id: string;
  dir: string;
  manifest: Manifest;
  /** Unix seconds. */
  genesisTime: number;
  /** Milliseconds. */
  slotDuration: number;
  /** In the manifest's order; empty after a dry run. */
  endpoints: Endpoint[];
  /** Extra lines of the recipe for the endpoint table. */
  outputs: Record<string, string>;
  notices: string[];
  /** What the runner would do, after a dry run with `runner`. */
  plan?: Plan;
  /** Absolute path of `k8s-manifest.yaml`, where it was asked for. */
  deploymentFile?: string;
  /** Milliseconds from the call to readiness; 0 after a dry run. */
  readyAfter: number;
  /**
   * Settles, and never rejects, when everything is stopped and put away. A dry run and a detached session are done at
   * once.
   */
  done: Promise<SessionEnd>;
  /** Safe to call again; `force` kills what is still there. Resolves with `done`. */
  stop(options?: { force?: boolean }): Promise<SessionEnd>;
}

export interface Endpoint {
  service: string;
  port: string;
  protocol: 'tcp' | 'udp';
  /** The number in the manifest. */
  containerPort: number;
  hostPort: number;
  /** `http://127.0.0.1:8545`, or `127.0.0.1:9000` where no scheme is known. */
  url: string;
}

export interface SessionEnd {
  reason: 'stopped' | 'timeout' | 'service-died' | 'dry-run' | 'detached';
  /** What went wrong, for `service-died`. */
  error?: Error;
  /** Whether the folder still exists. */
  folder: 'kept' | 'removed';
  /** Whether `resumeSession` can continue it. */
  resumable: boolean;
}
