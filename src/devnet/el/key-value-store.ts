import { ClassicLevel } from 'classic-level';
import { messageOf, PlaygroundError } from '../../lib/errors.ts';

/** A value to store, or `undefined` to delete the key. */
export type Change = readonly [key: string, value: Uint8Array | undefined];

/**
 * A LevelDB folder, read synchronously and written behind: changes are visible at once and reach the disk in the order
 * they were made, each group as a whole. A killed process loses the last groups, never the middle of one.
 */
export class KeyValueStore {
  readonly #db: ClassicLevel<string, Uint8Array>;
  readonly #unwritten = new Map<string, Uint8Array | undefined>();
  #writing: Promise<void> | undefined;
  #failure: unknown;

  private constructor(db: ClassicLevel<string, Uint8Array>) {
    this.#db = db;
  }

  /** Throws `PlaygroundError` `data-folder-locked` or `data-folder-unusable`. */
  static async open(folder: string): Promise<KeyValueStore> {
    const db = new ClassicLevel<string, Uint8Array>(folder, { keyEncoding: 'utf8', valueEncoding: 'view' });
    try {
      await db.open();
    } catch (error) {
      throw openFailure(folder, error);
    }
    return new KeyValueStore(db);
  }

  get(key: string): Uint8Array | undefined {
    if (this.#unwritten.has(key)) return this.#unwritten.get(key);
    return this.#db.getSync(key);
  }

  /** Throws what an earlier write failed with: a chain that can no longer be kept must not go on. */
  write(changes: Iterable<Change>): void {
    if (this.#failure !== undefined) throw this.#failure;
    for (const [key, value] of changes) this.#unwritten.set(key, value);
    this.#writing ??= this.#flush();
  }

  async close(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
    await this.#db.close();
  }

  async #flush(): Promise<void> {
    // A turn of the event loop gathers the groups of one block (its trie nodes, itself, the new head).
    await new Promise(setImmediate);
    while (this.#unwritten.size > 0 && this.#failure === undefined) {
      const batch = [...this.#unwritten];
      try {
        await this.#db.batch(
          batch.map(([key, value]) => (value === undefined ? { type: 'del', key } : { type: 'put', key, value })),
        );
      } catch (error) {
        this.#failure = error;
      }
      for (const [key, value] of batch) {
        if (this.#unwritten.get(key) === value) this.#unwritten.delete(key);
      }
    }
    this.#writing = undefined;
  }
}

function openFailure(folder: string, error: unknown): PlaygroundError {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if ((cause as { code?: string }).code === 'LEVEL_LOCKED') {
    return new PlaygroundError('data-folder-locked', `the data folder ${folder} is in use by another process`, {
      kind: 'environment',
      hint: 'stop the other execution client, or choose another --datadir',
      cause: error,
    });
  }
  return new PlaygroundError('data-folder-unusable', `cannot open the data folder ${folder}: ${messageOf(cause)}`, {
    kind: 'environment',
    hint: 'check that it is writable; delete it to start from genesis',
    cause: error,
  });
}
