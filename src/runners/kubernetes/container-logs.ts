import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { PlaygroundError } from '../../lib/errors.ts';
import type { Placement } from '../../targets/kubernetes/render/placement.ts';
import { followPodLog } from './client/follow-pod-log.ts';
import { lastLogLines } from './client/last-log-lines.ts';
import { containerStatus, type Pod } from './pod.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { StartFailure } from './start-failure.ts';

const LAST_LINES = 10;

/** Writes what every container says to `logs/<service>.log`, like that of a process of this machine. */
export class ContainerLogs {
  readonly #prepared: PreparedRun;
  readonly #folder: string;
  readonly #signal: AbortSignal;
  /** Containers that are followed already, through all of their runs. */
  readonly #followed = new Set<string>();
  readonly #open = new Map<string, Promise<void>>();

  constructor(prepared: PreparedRun, folder: string, signal: AbortSignal) {
    this.#prepared = prepared;
    this.#folder = folder;
    this.#signal = signal;
  }

  /** Takes up every container of the pod that has begun to run. */
  follow(pod: Pod): void {
    for (const placement of this.#prepared.placements) {
      if (placement.hostExecuted || placement.pod !== pod.metadata.name) continue;
      const container = `${pod.metadata.uid}/${placement.container}`;
      const { running, terminated } = containerStatus(pod, placement.container)?.state ?? {};
      if (this.#followed.has(container) || (running ?? terminated) === undefined) continue;
      this.#followed.add(container);
      // One pod after the other: their lines do not mix.
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
      await followPodLog(client, selector, { signal: this.#signal, uid: pod.metadata.uid, onLine });
    } catch {
      // One may not read logs here, or the folder is gone: there is nothing to copy, or nowhere to.
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }
}
