import { messageOf } from '../../../lib/errors.ts';
import { readBody } from '../../../lib/http-request.ts';
import { BackOff } from './back-off.ts';
import type { ClusterClient, ClusterObject, ListOptions } from './cluster-client.ts';
import { describeReference, type ObjectKind, resourcePath } from './resource-path.ts';
import { parseStatus, type Status, statusError } from './status-error.ts';
import { textLines } from './text-lines.ts';
import { unlessSilent } from './unless-silent.ts';
import { asPlaygroundError } from './unreachable-error.ts';

/** `same`: told again by the regular list. */
export type Change = 'added' | 'modified' | 'same';

export interface WatchOptions<T> extends Omit<ListOptions, 'signal'> {
  /** Ends the watch. */
  signal: AbortSignal;
  onChange(object: T, change: Change): void;
  /** With the last that was known of the object. */
  onGone(object: T): void;
  /** All that there is has been told, for the first time. */
  onListed?(): void;
  /** Once for each time that the connection is lost, and for every change that could not be taken in. */
  onTrouble?(message: string): void;
  onRecovered?(): void;
  /** Milliseconds between lists of everything, which tell again what did not change; 10 minutes by default. */
  resync?: number;
}

interface WatchLine {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: ClusterObject & Status;
}

/**
 * Seconds after which the API server ends a watch, to be begun anew: so much for its end shows that the connection
 * still stands, even where nothing changes.
 */
const WATCH_SECONDS = 30;
/** Milliseconds without a byte after which a connection counts as dead. */
const SILENCE = 40_000;
/** Milliseconds that a watch lasts at least. */
const SHORTEST = 1000;
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 10_000;
const RESYNC = 600_000;

/**
 * Follows all objects of a kind: first a list, then every change. A lost connection is taken up where it was left, or
 * made up for by listing again. Goes on until `signal` aborts, and never throws: trouble is told.
 */
export function watch<T extends ClusterObject>(
  client: ClusterClient,
  kind: ObjectKind,
  options: WatchOptions<T>,
): void {
  void new Watch(client, kind, options).run();
}

/** The server no longer knows the version from which a watch was to go on: nothing unusual. */
class Forgotten extends Error {}

class Watch<T extends ClusterObject> {
  readonly #client: ClusterClient;
  readonly #kind: ObjectKind;
  readonly #options: WatchOptions<T>;
  readonly #path: string;
  readonly #known = new Map<string, T>();
  readonly #backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE);
  /** Where the next watch goes on; undefined where only a list helps. */
  #version: string | undefined;
  #nextList = 0;
  #listed = false;
  #troubled = false;

  constructor(client: ClusterClient, kind: ObjectKind, options: WatchOptions<T>) {
    this.#client = client;
    this.#kind = kind;
    this.#options = options;
    this.#path = resourcePath(this.#place());
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      try {
        const due = performance.now() > this.#nextList;
        if (this.#version === undefined || due) this.#version = await this.#list();
        await this.#follow(this.#version);
      } catch (error) {
        if (signal.aborted) return;
        // What heals at once is not worth a word, nor what a list heals.
        if (this.#backOff.failures > 0 && !(error instanceof Forgotten)) this.#tellTrouble(error);
        await this.#backOff.pause(signal);
      }
    }
  }

  async #list(): Promise<string> {
    const { items, resourceVersion } = await this.#client.listWithVersion<T>(this.#kind, this.#options);
    const regular = this.#version !== undefined;
    const listed = new Set(items.map(uidOf));
    for (const object of [...this.#known.values()]) if (!listed.has(uidOf(object))) this.#tellGone(object);
    // The objects of a list do not say what kind they are of.
    for (const item of items) this.#tellListed({ ...this.#kind, ...item }, regular);
    this.#nextList = performance.now() + (this.#options.resync ?? RESYNC);
    if (!this.#listed) this.#guarded(() => this.#options.onListed?.());
    this.#listed = true;
    return resourceVersion;
  }

  async #follow(from: string): Promise<void> {
    const { signal } = this.#options;
    const path = `${this.#path}?${this.#query(from)}`;
    const answer = await this.#client.open({ method: 'GET', path, signal });
    if (answer.statusCode !== 200) throw this.#refusal(answer.statusCode ?? 0, parseStatus(await readBody(answer)));
    this.#recovered();
    const begun = performance.now();
    try {
      for await (const line of textLines(unlessSilent(answer, SILENCE))) {
        this.#take(JSON.parse(line));
        this.#backOff.succeeded();
      }
    } finally {
      answer.destroy();
    }
    // Usually the end that was asked for. Whoever on the way ends all watches at once is not asked without a pause.
    if (performance.now() - begun < SHORTEST) await this.#backOff.pause(signal);
    else this.#backOff.succeeded();
  }

  #take({ type, object }: WatchLine): void {
    if (type === 'ERROR') throw this.#refusal(object.code ?? 500, object);
    if (type === 'DELETED') this.#tellGone(object as unknown as T);
    else if (type !== 'BOOKMARK') this.#tellChange(object as unknown as T);
    this.#version = object.metadata.resourceVersion ?? this.#version;
  }

  #refusal(status: number, body: Status): Error {
    // What the server has forgotten, or cannot go on with, only a list makes up for.
    this.#version = undefined;
    if (status === 410) return new Forgotten();
    return statusError({ method: 'GET', subject: describeReference(this.#place()), status, body });
  }

  #tellListed(object: T, regular: boolean): void {
    const before = this.#known.get(uidOf(object));
    const same = before !== undefined && before.metadata.resourceVersion === object.metadata.resourceVersion;
    if (!same) this.#tellChange(object);
    else if (regular) this.#guarded(() => this.#options.onChange(object, 'same'));
  }

  #tellChange(object: T): void {
    const change = this.#known.has(uidOf(object)) ? 'modified' : 'added';
    this.#known.set(uidOf(object), object);
    this.#guarded(() => this.#options.onChange(object, change));
  }

  #tellGone(object: T): void {
    this.#known.delete(uidOf(object));
    this.#guarded(() => this.#options.onGone(object));
  }

  /** A listener that fails neither ends the watch nor is passed over in silence. */
  #guarded(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      const what = describeReference(this.#place());
      this.#report(`a change of ${what} could not be taken in: ${messageOf(error)}`);
    }
  }

  #report(message: string): void {
    try {
      this.#options.onTrouble?.(message);
    } catch {
      // There is nobody left to tell.
    }
  }

  #tellTrouble(error: unknown): void {
    if (!this.#troubled) this.#report(messageOf(asPlaygroundError(this.#client.cluster, error)));
    this.#troubled = true;
  }

  #recovered(): void {
    if (this.#troubled) this.#guarded(() => this.#options.onRecovered?.());
    this.#troubled = false;
  }

  #place() {
    const { namespace } = this.#options;
    return { ...this.#kind, ...(namespace === undefined ? {} : { namespace }) };
  }

  #query(resourceVersion: string): URLSearchParams {
    const { labelSelector, fieldSelector } = this.#options;
    const timeoutSeconds = String(WATCH_SECONDS);
    const query = new URLSearchParams({ watch: '1', resourceVersion, allowWatchBookmarks: 'true', timeoutSeconds });
    if (labelSelector !== undefined) query.set('labelSelector', labelSelector);
    if (fieldSelector !== undefined) query.set('fieldSelector', fieldSelector);
    return query;
  }
}

function uidOf({ metadata }: ClusterObject): string {
  return metadata.uid ?? metadata.name;
}
