import type { ClusterPlace, ClusterWishes, RunnerName, RunningService } from '../runners/runner.ts';
import type { Endpoint } from './session.ts';

export const SESSION_RECORD_VERSION = 1;

/** As its owner last wrote it. */
export type RecordedStatus = 'starting' | 'ready' | 'stopping' | 'stopped' | 'failed';

/** `session.json`: the runtime state of a session that really runs or ran. Written atomically by its owner only. */
export interface SessionRecord {
  version: typeof SESSION_RECORD_VERSION;
  id: string;
  recipe: string;
  commandLine: string[];
  /** The process that keeps the session. */
  owner: ProcessRecord;
  status: RecordedStatus;
  /** What went wrong, for `failed`. */
  failure?: string;
  runner: RunnerName;
  /** ISO 8601. */
  createdAt: string;
  /** Unix seconds. */
  genesisTime: number;
  /** Milliseconds. */
  slotDuration: number;
  keep: boolean;
  bindExternal: boolean;
  overrides: Record<string, string>;
  /** For the runner `kubernetes`: what was asked for, and where it came to be. */
  wishes?: ClusterWishes;
  cluster?: ClusterPlace;
  outputs: Record<string, string>;
  services: RunningService[];
  endpoints: Endpoint[];
}

export interface ProcessRecord {
  pid: number;
  /** See lib/process-identity.ts. */
  startTime: string;
}
