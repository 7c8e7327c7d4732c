import { isPlaygroundError, messageOf } from '../../../lib/errors.ts';
import { BackOff } from './back-off.ts';
import type { ClusterClient } from './cluster-client.ts';
import { LogCursor } from './log-cursor.ts';
import { type LogPod, type LogRun, logRun } from './log-run.ts';
import { type ContainerSelector, NoSuchRun, readLog } from './read-log.ts';
import { Silence } from './unless-silent.ts';
import { asPlaygroundError } from './unreachable-error.ts';

export interface FollowPodOptions {
  /** Ends it. */
  signal: AbortSignal;
  onLine(line: string): void;
  /** Begin with so many of the last lines rather than with the first. */
  tailLines?: number;
  /** The pod that is meant, where another of its name may come; otherwise the one that is there first. */
  uid?: string;
  /** Once for each time that the log cannot be had, with the cluster's own words. */
  onTrouble?(message: string): void;
}

/** Milliseconds between two looks at a container that does not run, or whose log was cut. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 2000;

/**
 * Follows a container through all of its runs until its pod is gone or done, or `signal` aborts. No line comes twice,
 * and none is lost over a cut connection, or over one restart while it is cut. Rejects with `cluster-forbidden`, and
 * with what `onLine` throws; everything else is trouble that passes.
 */
export async function followPodLog(
  client: ClusterClient,
  selector: ContainerSelector,
  options: FollowPodOptions,
): Promise<void> {
  await new PodLog(client, selector, options).run();
}

class PodLog {
  readonly #client: ClusterClient;
  readonly #selector: ContainerSelector;
  readonly #options: FollowPodOptions;
  readonly #cursor = new LogCursor();
  readonly #backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE);
  #uid: string | undefined;
  /** The run that was last read from. */
  #current: number | undefined;
  /** The last run that was read to its end. */
  #complete = -1;
  /** Looks that failed since the last that did not. */
  #failures = 0;
  #troubled = false;

  constructor(client: ClusterClient, selector: ContainerSelector, options: FollowPodOptions) {
    this.#client = client;
    this.#selector = selector;
    this.#options = options;
    this.#uid = options.uid;
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    for (let over = false; !over && !signal.aborted; ) {
      try {
        over = await this.#look();
        this.#failures = 0;
      } catch (error) {
        this.#unlessPassing(error);
      }
      if (!over) await this.#backOff.pause(signal);
    }
  }

  /** Reads what there is; returns whether there will be no more. */
  async #look(): Promise<boolean> {
    const { namespace, pod: name, container } = this.#selector;
    const pod = await this.#client.get<LogPod>({ apiVersion: 'v1', kind: 'Pod', namespace, name });
    if (pod === undefined) return true;
    this.#uid ??= pod.metadata.uid;
    if (this.#uid !== pod.metadata.uid) return true;
    const run = logRun(pod, container);
    if (run === undefined) return false;
    if (this.#complete !== run.number) await this.#read(run);
    return this.#complete === run.number && run.last;
  }

  async #read({ number, ended }: LogRun): Promise<void> {
    const missed = this.#current !== undefined && this.#current !== number && this.#complete !== number - 1;
    if (missed) await this.#request({ previous: true }).catch(unlessNoSuchRun);
    this.#current = number;
    await this.#request({});
    this.#troubled = false;
    // It had ended before it was read: nothing more comes of it.
    if (ended) this.#complete = number;
  }

  async #request({ previous = false }): Promise<void> {
    const { signal, tailLines, onLine } = this.#options;
    await readLog(this.#client, this.#selector, {
      signal,
      previous,
      cursor: this.#cursor,
      ...(this.#cursor.since === undefined && tailLines !== undefined ? { tailLines } : {}),
      onLine: (line) => {
        this.#backOff.succeeded();
        this.#failures = 0;
        try {
          onLine(line);
        } catch (error) {
          throw new ListenerError(messageOf(error), { cause: error });
        }
      },
      onComplaint: (line) => this.#tellTrouble(line),
    });
  }

  #unlessPassing(error: unknown): void {
    if (error instanceof ListenerError) throw error.cause;
    if (isPlaygroundError(error) && error.code === 'cluster-forbidden') throw error;
    if (this.#options.signal.aborted || error instanceof NoSuchRun || error instanceof Silence) return;
    // What heals at once is not worth a word.
    if (++this.#failures > 1) this.#tellTrouble(messageOf(asPlaygroundError(this.#client.cluster, error)));
  }

  #tellTrouble(message: string): void {
    if (!this.#troubled) this.#options.onTrouble?.(message);
    this.#troubled = true;
  }
}

/** What the caller's own listener has thrown. */
class ListenerError extends Error {}

function unlessNoSuchRun(error: unknown): void {
  if (!(error instanceof NoSuchRun)) throw error;
}
