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
