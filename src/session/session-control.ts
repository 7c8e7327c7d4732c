import type { EmitEvent } from '../lib/events.ts';
import type { Endpoint } from './session.ts';
import type { RecordedStatus, SessionRecord } from './session-record.ts';

/** What every command on an existing session is given. `name`: id, folder, or nothing for the latest. */
export interface SessionSelector {
  name?: string;
}

export interface SessionSummary {
  id: string;
  dir: string;
  /** `crashed`: its process is gone without having put anything away. `unreadable`: see `problem`. */
  status: RecordedStatus | 'crashed' | 'dry-run' | 'unreadable';
  problem?: string;
  record?: SessionRecord;
}

export type ListSessions = () => Promise<SessionSummary[]>;
/** Stops the processes and keeps the data. Succeeds when it is stopped already. */
export type StopSession = (selector: SessionSelector, emit: EmitEvent) => Promise<SessionSummary>;
/** Stops it if it runs, and removes the folder (of `--output`: only what a run left there), claims and registration. */
export type CleanSession = (selector: SessionSelector, emit: EmitEvent) => Promise<SessionSummary>;
/** Name resolution for all of them; errors name the nearest session. */
export type FindSession = (selector: SessionSelector) => Promise<SessionSummary>;
export type SessionPorts = (selector: SessionSelector) => Promise<Endpoint[]>;
/** Chunks of one service's log; with `follow`, until the session ends or `signal` aborts. */
export type SessionLogs = (
  selector: SessionSelector & { service: string; follow?: boolean; lines?: number; signal?: AbortSignal },
) => AsyncIterable<string>;
