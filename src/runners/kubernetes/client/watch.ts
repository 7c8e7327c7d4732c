import { createInterface } from 'node:readline';
import { messageOf } from '../../../lib/errors.ts';
import type { ClusterClient, ClusterObject, ListOptions } from './cluster-client.ts';
import { type ObjectKind, resourcePath } from './resource-path.ts';
import type { Status } from './status-error.ts';

export interface WatchOptions<T> extends Omit<ListOptions, 'signal'> {
  /** Ends the watch. */
  signal: AbortSignal;
  onChange(object: T): void;
  onGone(object: T): void;
  /** Once for each time that the connection is lost. */
  onTrouble?(message: string): void;
  onRecovered?(): void;
}

interface WatchLine {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: ClusterObject & Status;
}

/** Seconds after which the API server ends a watch by itself, and it is begun anew. */
const WATCH_SECONDS = 240;
/** Milliseconds without a byte after which a connection counts as dead; bookmarks come every minute. */
const SILENCE = 90_000;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 10_000;

/**
 * Follows all objects of a kind: first a list, then every change. What was lost with the connection is made up for by
 * listing again. Goes on until `signal` aborts, and never throws: trouble is told.
 */
export function watch<T extends ClusterObject>(
  client: ClusterClient,
  kind: ObjectKind,
  options: WatchOptions<T>,
): void {
  void new Watch(client, kind, options).run();
}

class Watch<T extends ClusterObject> {
  readonly #client: ClusterClient;
  readonly #kind: ObjectKind;
  readonly #options: WatchOptions<T>;
  readonly #known = new Map<string, T>();
  #troubled = false;

  constructor(client: ClusterClient, kind: ObjectKind, options: WatchOptions<T>) {
    this.#client = client;
    this.#kind = kind;
    this.#options = options;
  }

  async run(): Promise<void> {
    const { signal, onTrouble } = this.#options;
    for (let failures = 0; !signal.aborted; ) {
      try {
        let version: string | undefined = await this.#list();
        this.#recovered();
        failures = 0;
        while (version !== undefined && !signal.aborted) version = await this.#follow(version);
      } catch (error) {
        if (signal.aborted) return;
        if (!this.#troubled) onTrouble?.(messageOf(error));
        this.#troubled = true;
        const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures++);
        await sleep(pause * (0.75 + Math.random() / 2), signal);
      }
    }
  }

  #recovered(): void {
    if (this.#troubled) this.#options.onRecovered?.();
    this.#troubled = false;
  }

  async #list(): Promise<string> {
    const { onChange, onGone } = this.#options;
    const { items, resourceVersion } = await this.#client.listWithVersion<T>(this.#kind, this.#options);
    const listed = new Set(items.map(({ metadata }) => metadata.uid ?? ''));
    for (const [uid, object] of this.#known) {
      if (listed.has(uid)) continue;
      this.#known.delete(uid);
      onGone(object);
    }
    for (const item of items) {
      const object = { ...this.#kind, ...item };
      this.#known.set(object.metadata.uid ?? '', object);
      onChange(object);
    }
    return resourceVersion;
  }

  /** Returns the version to go on from, or nothing where only a new list helps. */
  async #follow(from: string): Promise<string | undefined> {
    const { namespace, labelSelector, fieldSelector, signal } = this.#options;
    const query = new URLSearchParams({
      watch: '1',
      resourceVersion: from,
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(WATCH_SECONDS),
    });
    if (labelSelector !== undefined) query.set('labelSelector', labelSelector);
    if (fieldSelector !== undefined) query.set('fieldSelector', fieldSelector);
    const place = { ...this.#kind, ...(namespace === undefined ? {} : { namespace }) };
    const answer = await this.#client.open({ method: 'GET', path: `${resourcePath(place)}?${query}`, signal });
    if (answer.statusCode === 410) return undefined;
    if (answer.statusCode !== 200) throw new Error(`a watch is answered with status ${answer.statusCode}`);
    answer.setTimeout(SILENCE, () => answer.destroy(new Error(`nothing came for ${SILENCE / 1000} s`)));
    let version: string | undefined = from;
    for await (const line of createInterface({ input: answer })) {
      version = this.#take(JSON.parse(line) as WatchLine, from);
      if (version === undefined) break;
    }
    answer.destroy();
    return version;
  }

  #take({ type, object }: WatchLine, version: string): string | undefined {
    // The server has forgotten the version (410), or cannot go on.
    if (type === 'ERROR') return undefined;
    if (type !== 'BOOKMARK') this.#tell(type, object as unknown as T);
    return object.metadata.resourceVersion ?? version;
  }

  #tell(type: WatchLine['type'], object: T): void {
    const uid = object.metadata.uid ?? '';
    if (type === 'DELETED') {
      this.#known.delete(uid);
      this.#options.onGone(object);
    } else {
      this.#known.set(uid, object);
      this.#options.onChange(object);
    }
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
