import { renameSync, writeFileSync } from 'node:fs';
import { fileError } from '../lib/file-error.ts';
import { sessionPaths } from './paths.ts';
import type { SessionRecord } from './session-record.ts';

/**
 * Keeps `session.json` equal to `record`. A reader sees the state before or after a write, never a part of it; changes
 * that come in one turn of the event loop are one write.
 */
export class RecordWriter {
  readonly #path: string;
  #record: SessionRecord;
  #scheduled: NodeJS.Immediate | undefined;
  #onError: (error: unknown) => void;

  /** `onError`: told of writes that nobody waits for. */
  constructor(dir: string, record: SessionRecord, onError: (error: unknown) => void) {
    this.#path = sessionPaths(dir).record;
    this.#record = record;
    this.#onError = onError;
  }

  get record(): SessionRecord {
    return this.#record;
  }

  update(changes: Partial<SessionRecord>): void {
    this.#record = { ...this.#record, ...changes };
    this.#scheduled ??= setImmediate(() => {
      try {
        this.flush();
      } catch (error) {
        this.#onError(error);
      }
    });
  }

  /** Writes at once. Throws what `fileError` makes of a refusal. */
  flush(): void {
    this.cancel();
    const draft = `${this.#path}.${process.pid}.tmp`;
    try {
      writeFileSync(draft, `${JSON.stringify(this.#record, undefined, 2)}\n`);
      renameSync(draft, this.#path);
    } catch (error) {
      throw fileError(error, 'write', this.#path);
    }
  }

  /** Forgets a write that is due, because the file is to be removed. */
  cancel(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
  }
}
