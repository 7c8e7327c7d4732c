import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatDuration } from '../../lib/duration.ts';
import { isPlaygroundError, PlaygroundError } from '../../lib/errors.ts';
import type { EmitEvent } from '../../lib/events.ts';
import { describingFileErrors } from '../../lib/file-error.ts';
import { portKey } from '../../targets/host/host-addressing.ts';
import type { Run, RunEnd, RunningService, RunRequest, ServiceDeath, StopRunOptions } from '../runner.ts';
import { serviceDiedError } from '../service-died-error.ts';
import type { HostStep } from './plan-host.ts';
import type { PortClaims } from './port-claims.ts';
import { portLoss } from './port-loss.ts';
import { Reaper } from './reaper.ts';
import { restartSet } from './restart-set.ts';
import type { ServiceExit } from './service-process.ts';
import { bringUp, describeWaits } from './start-attempt.ts';
import { SupervisedService } from './supervised-service.ts';

/** How often a start may lose ports to strangers before it gives up. */
const MAX_PORT_MOVES = 5;
/** Milliseconds for the rest of a session whose start has failed or of which one service has died. */
const FAILURE_GRACE = 700;

/** Why a start-up attempt ended, before it is decided whether another port helps. */
class Died {
  readonly service: SupervisedService;
  readonly exit: ServiceExit;
  constructor(service: SupervisedService, exit: ServiceExit) {
    this.service = service;
    this.exit = exit;
  }
}

/** The processes of one session, from the first to the last. */
export class HostRun implements Run {
  readonly ended: Promise<RunEnd>;
  readonly #end = Promise.withResolvers<RunEnd>();
  readonly #request: RunRequest;
  readonly #emit: EmitEvent;
  readonly #ports: PortClaims;
  readonly #render: () => HostStep[];
  readonly #reaper: Reaper;
  readonly #services: SupervisedService[];
  #attempt: AbortController | undefined;
  #closing: Promise<void> | undefined;

  /** `render`: the steps for the port numbers as they are at the time of the call. */
  constructor(request: RunRequest, emit: EmitEvent, ports: PortClaims, render: () => HostStep[]) {
    this.#request = request;
    this.#emit = emit;
    this.#ports = ports;
    this.#render = render;
    this.ended = this.#end.promise;
    this.#reaper = new Reaper(() =>
      emit({ type: 'notice', message: 'the process that guards against orphans was replaced' }),
    );
    const context = {
      dir: request.dir,
      reaper: this.#reaper,
      emit,
      onStarted: () => this.#changed(),
      onDeath: (service: SupervisedService, exit: ServiceExit) => this.#onDeath(service, exit),
    };
    this.#services = render().map((step) => new SupervisedService(step, context));
  }

  services(): RunningService[] {
    return this.#services.map((service) => service.describe());
  }

  /** As `Runner.start`: rejects with everything stopped. */
  async start(signal: AbortSignal): Promise<void> {
    const limit = this.#request.startTimeout;
    const timer = setTimeout(() => this.#attempt?.abort(this.#timeoutError(limit)), limit);
    const interrupt = () => this.#attempt?.abort(interrupted());
    signal.addEventListener('abort', interrupt);
    try {
      const logs = join(this.#request.dir, 'logs');
      await describingFileErrors('create', logs, () => void mkdirSync(logs, { recursive: true }));
      await this.#startWithRetries(signal);
    } catch (error) {
      await this.#close(FAILURE_GRACE);
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupt);
    }
  }

  stop({ grace }: StopRunOptions): Promise<void> {
    if (grace === 0) for (const service of this.#services) service.kill();
    return this.#finish({ reason: 'stopped' }, grace);
  }

  async #startWithRetries(signal: AbortSignal): Promise<void> {
    for (let moves = 0; ; moves++) {
      if (signal.aborted) throw interrupted();
      this.#attempt = new AbortController();
      try {
        await bringUp(this.#services, this.#attempt);
        this.#attempt = undefined;
        return;
      } catch (failure) {
        if (!(failure instanceof Died)) throw failure;
        const moved = moves < MAX_PORT_MOVES && (await this.#movePorts(failure));
        if (!moved) throw deathError(failure);
      }
    }
  }

  /** Gives the dead service other ports, if that is what it died of, and stops what the change concerns. */
  async #movePorts({ service, exit }: Died): Promise<boolean> {
    const loss = portLoss(exit);
    if (loss === undefined) return false;
    const keys = await this.#lostPorts(service, loss.port);
    for (const key of keys) {
      const { from, to } = await this.#ports.move(key);
      const port = key.slice(key.indexOf('/') + 1);
      const reason = exit.lastLines.at(-1) ?? 'it was taken';
      this.#emit({ type: 'port-moved', service: service.name, port, from, to, reason });
    }
    if (keys.length === 0) return false;
    const before = this.#services.map(({ step }) => step.command);
    const steps = new Map(this.#render().map((step) => [step.command.service, step]));
    const restart = restartSet(
      before,
      [...steps.values()].map(({ command }) => command),
      service.name,
    );
    await Promise.all(
      this.#services.map(async (other) => {
        if (restart.has(other.name)) await other.stop(FAILURE_GRACE);
        other.step = steps.get(other.name) ?? other.step;
      }),
    );
    this.#changed();
    return true;
  }

  async #lostPorts(service: SupervisedService, named: number | undefined): Promise<string[]> {
    const own = service.step.command.ports.map((port) => portKey(service, port));
    const keys = [...new Set(own)];
    const checked = await Promise.all(keys.map(async (key) => ((await this.#ports.isLost(key)) ? [key] : [])));
    const lost = checked.flat();
    if (lost.length > 0) return lost;
    if (named === undefined) return keys;
    const { numbers } = this.#ports;
    return keys.filter((key) => numbers[key] === named);
  }

  #onDeath(service: SupervisedService, exit: ServiceExit): void {
    this.#changed();
    if (this.#closing !== undefined) return;
    if (this.#attempt !== undefined) {
      this.#attempt.abort(new Died(service, exit));
      return;
    }
    const { exitCode, signal, lastLines } = exit;
    const death: ServiceDeath = { service: service.name, exitCode, signal, lastLines };
    void this.#finish({ reason: 'service-died', death }, FAILURE_GRACE);
  }

  async #finish(end: RunEnd, grace: number): Promise<void> {
    const first = this.#closing === undefined;
    this.#attempt?.abort(interrupted());
    await this.#close(grace);
    if (first) this.#end.resolve(end);
  }

  #close(grace: number): Promise<void> {
    this.#closing ??= (async () => {
      await Promise.all(this.#services.map((service) => service.stop(grace)));
      await this.#reaper.close();
      this.#ports.releaseAll();
      this.#changed();
    })();
    return this.#closing;
  }

  #changed(): void {
    this.#request.onChange(this.services());
  }

  #timeoutError(limit: number): PlaygroundError {
    const waits = describeWaits(this.#services);
    return new PlaygroundError('start-timeout', `not ready after ${formatDuration(limit)}: ${waits}`, {
      hint: `the logs are in ${join(this.#request.dir, 'logs')}`,
      details: { services: this.#services.map(({ name, waitsFor }) => ({ name, waitsFor: waitsFor?.text })) },
    });
  }
}

function interrupted(): PlaygroundError {
  return new PlaygroundError('interrupted', 'interrupted while starting');
}

function deathError({ service, exit }: Died): PlaygroundError {
  const { exitCode, signal, lastLines } = exit;
  const death = serviceDiedError({ service: service.name, exitCode, signal, lastLines });
  if (isPlaygroundError(death) && (exitCode === 126 || exitCode === 127)) {
    const { file } = service.step.program;
    return new PlaygroundError(
      'binary-broken',
      `${service.name}: this machine cannot run ${file} (exit code ${exitCode})`,
      {
        kind: 'environment',
        hint: lastLines.at(-1) ?? 'an interpreter or a library that it needs is missing',
        details: death.details,
      },
    );
  }
  return death;
}
