import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { PlaygroundError } from '../../lib/errors.ts';
import type { Placement } from '../../targets/kubernetes/render/placement.ts';
import { followLog, lastLogLines } from './client/pod-logs.ts';
import { containerStatus, type Pod } from './pod.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { StartFailure } from './start-failure.ts';

const LAST_LINES = 10;
/** Milliseconds before a log is asked for again whose container may just be about to start. */
const PAUSE = 300;

/** Writes what every container says to `logs/<service>.log`, like that of a process of this machine. */
export class ContainerLogs {
  readonly #prepared: PreparedRun;
  readonly #folder: string;
  readonly #signal: AbortSignal;
  /** Runs of containers that are followed already. */
  readonly #followed = new Set<string>();
  readonly #open = new Map<string, Promise<void>>();

  constructor(prepared: PreparedRun, folder: string, signal: AbortSignal) {
    this.#prepared = prepared;
    this.#folder = folder;
    this.#signal = signal;
  }

  /** Takes up every container of the pod that has begun to run since it was last looked at. */
  follow(pod: Pod): void {
    for (const placement of this.#prepared.placements) {
      if (placement.hostExecuted || placement.pod !== pod.metadata.name) continue;
      const status = containerStatus(pod, placement.container);
      const { running, terminated } = status?.state ?? {};
      if (running === undefined && terminated === undefined) continue;
      const run = `${pod.metadata.uid}/${placement.container}/${status?.restartCount}`;
      if (this.#followed.has(run)) continue;
      this.#followed.add(run);
      // One run after the other: their lines do not mix.
      const before = this.#open.get(placement.service) ?? Promise.resolve();
      this.#open.set(
        placement.service,
        before.then(() => this.#copy(placement, pod)),
      );
    }
  }

  /** Resolves when the last line is on disk. */
  async closed(): Promise<void> {
    await Promise.all(this.#open.values());
  }

  /** The failure with the last lines of its container. */
  async explain({ pod, container, error, logs }: StartFailure & { pod: string }): Promise<PlaygroundError> {
    if (logs === 'none') return error;
    const { client, place } = this.#prepared;
    const selector = { namespace: place.namespace, pod, container };
    const lines = await lastLogLines(client, selector, { lines: LAST_LINES, previous: logs === 'previous' }).catch(
      () => [],
    );
    const hint =
      lines.length === 0 ? 'it wrote nothing' : `its last lines:\n${lines.map((line) => `    ${line}`).join('\n')}`;
    const { code, message, details } = error;
    return new PlaygroundError(code, message, { hint, details: { ...details, lastLines: lines }, cause: error });
  }

  async #copy({ service, container }: Placement, pod: Pod): Promise<void> {
    const { client, place } = this.#prepared;
    const selector = { namespace: place.namespace, pod: pod.metadata.name, container };
    let file: number | undefined;
    try {
      file = openSync(join(this.#folder, `${service}.log`), 'a');
      const target = file;
      const onLine = (line: string) => void writeSync(target, `${line}\n`);
      // The log ends with the container; what is left after a cut connection is asked for once more.
      const last = await followLog(client, selector, { signal: this.#signal, onLine });
      if (this.#signal.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      await followLog(client, selector, {
        signal: this.#signal,
        onLine,
        ...(last === undefined ? {} : { after: last }),
      });
    } catch {
      // The pod is gone, or the folder is: there is nothing left to copy, or nowhere to.
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }
}
