import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { startTimeOf } from '../../lib/process-identity.ts';
import { lastLines } from './log-tail.ts';
import type { Reaper } from './reaper.ts';
import { endGroup, type GatedSpawn, signalGroup, spawnGated } from './spawn-gated.ts';

const LOG_LINES = 10;

export interface ServiceProcessOptions {
  file: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Absolute; appended to. */
  log: string;
  /** Give it a standard input that ends when we do. */
  tethered: boolean;
}

export interface ServiceExit {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** The end of what it wrote, at most ten lines. */
  lastLines: string[];
}

/**
 * A program in a process group and session of its own, out of reach of the terminal's Ctrl-C. Its output goes straight
 * to the log file, so that it neither passes through this process nor breaks with it.
 */
export class ServiceProcess {
  readonly pid: number;
  readonly startTime: string;
  /** Settles when the program has ended and nothing is left of its group. */
  readonly gone: Promise<ServiceExit>;
  readonly #child: ChildProcess;
  #running = true;

  private constructor(child: ChildProcess, pid: number, gone: Promise<ServiceExit>) {
    this.#child = child;
    this.pid = pid;
    this.startTime = startTimeOf(pid) ?? 'unknown';
    this.gone = gone.finally(() => {
      this.#running = false;
    });
  }

  get running(): boolean {
    return this.#running && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Rejects with the system's error when not even a shell can be started. */
  static async start(options: ServiceProcessOptions, reaper: Reaper): Promise<ServiceProcess> {
    const log = openSync(options.log, 'a');
    const offset = fstatSync(log).size;
    const stdio: GatedSpawn['stdio'] = [options.tethered ? 'pipe' : 'ignore', log, log];
    const { child, pid, opened } = await spawnGated({ ...options, stdio }, reaper).finally(() => closeSync(log));
    child.stdin?.on('error', () => {});
    const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    const gone = exited.then(async ([exitCode, signal]) => {
      await endGroup(pid, reaper);
      return { exitCode, signal, lastLines: lastLines(options.log, LOG_LINES, offset) };
    });
    const started = new ServiceProcess(child, pid, gone);
    await opened;
    return started;
  }

  /** To the whole group; of no effect when it is gone. */
  signal(signal: NodeJS.Signals): void {
    if (this.#running) signalGroup(this.pid, signal);
  }
}
