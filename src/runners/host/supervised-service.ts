import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PlaygroundError } from '../../lib/errors.ts';
import type { EmitEvent, ServiceState } from '../../lib/events.ts';
import { describingFileErrors } from '../../lib/file-error.ts';
import type { RunningService } from '../runner.ts';
import { describeExit } from '../service-died-error.ts';
import type { HostStep } from './plan-host.ts';
import { describeProbe, healthProbe } from './probe.ts';
import type { Reaper } from './reaper.ts';
import { type ServiceExit, ServiceProcess } from './service-process.ts';
import { pause, waitUntilHealthy } from './wait-until-healthy.ts';

/** Tells our own programs to end when their standard input does. */
const DIE_WITH_STDIN = 'PLAYGROUND_DIE_WITH_STDIN';

/** Milliseconds. */
const SETTLING_TIME = 200;

export interface ServiceContext {
  /** The session folder. */
  dir: string;
  reaper: Reaper;
  emit: EmitEvent;
  onStarted(): void;
  /** It ended, and nobody had asked for it. */
  onDeath(service: SupervisedService, exit: ServiceExit): void;
}

/** One service through its states: waiting, preparing, running, healthy. */
export class SupervisedService {
  step: HostStep;
  healthy = false;
  /** What it waits for at the moment, for the message when time is up. */
  waitsFor: { what: 'dependency' | 'preparation' | 'check'; text: string } | undefined;
  #process: ServiceProcess | undefined;
  readonly #context: ServiceContext;

  constructor(step: HostStep, context: ServiceContext) {
    this.step = step;
    this.#context = context;
  }

  get name(): string {
    return this.step.command.service;
  }

  get started(): boolean {
    return this.#process !== undefined;
  }

  get log(): string {
    return `logs/${this.name}.log`;
  }

  describe(): RunningService {
    const { ports, hostPorts } = this.step.command;
    const process = this.#process;
    return {
      name: this.name,
      ...(process === undefined ? {} : { pid: process.pid, pgid: process.pid, startTime: process.startTime }),
      ports: ports.map(({ name, protocol, port }) => ({ name, protocol, port, hostPort: hostPorts[name] ?? port })),
      log: this.log,
    };
  }

  /** Makes its folders and runs its preparations, each of which must end with code 0. */
  async prepare(signal: AbortSignal): Promise<void> {
    const { command } = this.step;
    for (const volume of command.volumes) {
      const path = join(this.#context.dir, volume);
      await describingFileErrors('create', path, () => void mkdirSync(path, { recursive: true }));
    }
    for (const args of command.prepare) {
      signal.throwIfAborted();
      this.waitsFor = { what: 'preparation', text: args.join(' ') };
      this.report('preparing', args.join(' '));
      await this.#runPreparation(args, signal);
    }
    this.waitsFor = undefined;
  }

  async start(): Promise<void> {
    this.report('starting');
    const started = await this.#spawn(this.step.command.args);
    this.#process = started;
    void started.gone.then((exit) => {
      if (this.#process !== started) return;
      this.#process = undefined;
      this.healthy = false;
      this.report('exited', describeExit(exit));
      this.#context.onDeath(this, exit);
    });
    this.#context.onStarted();
    this.report('running', undefined, started.pid);
  }

  /** A service that cannot be asked has to stay alive for a moment: most of what is wrong shows at once. */
  async becomeHealthy(signal: AbortSignal): Promise<void> {
    const { command } = this.step;
    const probe = healthProbe(command);
    if (probe !== undefined && !this.healthy) {
      const question = describeProbe(probe);
      this.waitsFor = { what: 'check', text: question };
      await waitUntilHealthy({
        probe,
        check: command.readyCheck,
        cwd: this.#context.dir,
        reaper: this.#context.reaper,
        signal,
        onAnswer: ({ answer }) => {
          this.waitsFor = { what: 'check', text: `${question} (last answer: ${answer})` };
        },
        onOverdue: () => this.report('unhealthy', this.waitsFor?.text),
      });
      this.report('healthy');
    } else if (probe === undefined && !this.healthy) {
      await pause(SETTLING_TIME, signal);
    }
    this.waitsFor = undefined;
    this.healthy = true;
  }

  /** Asks it to end, ends it by force after `grace` milliseconds, and resolves when it is gone. */
  async stop(grace: number): Promise<void> {
    const process = this.#process;
    if (process === undefined) return;
    // From here on its end is nobody's surprise.
    this.#process = undefined;
    this.healthy = false;
    process.signal(grace > 0 ? 'SIGTERM' : 'SIGKILL');
    const timer = setTimeout(() => process.signal('SIGKILL'), grace);
    this.#stopping = process;
    const exit = await process.gone;
    this.#stopping = undefined;
    clearTimeout(timer);
    this.report('exited', describeExit(exit));
  }

  #stopping: ServiceProcess | undefined;

  /** Ends a stop that takes too long. */
  kill(): void {
    this.#stopping?.signal('SIGKILL');
    this.#process?.signal('SIGKILL');
  }

  report(state: ServiceState, detail?: string, pid?: number): void {
    this.#context.emit({
      type: 'service',
      service: this.name,
      state,
      ...(detail === undefined ? {} : { detail }),
      ...(pid === undefined ? {} : { pid }),
    });
  }

  async #runPreparation(args: string[], signal: AbortSignal): Promise<void> {
    const run = await this.#spawn(args);
    const abort = () => run.signal('SIGKILL');
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    const exit = await run.gone;
    signal.removeEventListener('abort', abort);
    signal.throwIfAborted();
    if (exit.exitCode === 0) return;
    const line = [this.step.program.file, ...args].join(' ');
    throw new PlaygroundError('preparation-failed', `${this.name}: \`${line}\` ended with ${describeExit(exit)}`, {
      hint: exit.lastLines.at(-1) ?? `see ${this.log}`,
      details: { service: this.name, ...exit },
    });
  }

  #spawn(args: string[]): Promise<ServiceProcess> {
    const { program, command } = this.step;
    const { dir, reaper } = this.#context;
    const tethered = command.program.kind === 'playground';
    return describingFileErrors('write', join(dir, this.log), () =>
      ServiceProcess.start(
        {
          file: program.file,
          args: [...program.args, ...args],
          cwd: dir,
          env: { ...process.env, ...command.env, ...(tethered ? { [DIE_WITH_STDIN]: '1' } : {}) },
          log: join(dir, this.log),
          tethered,
        },
        reaper,
      ),
    );
  }
}
