import { messageOf } from '../../lib/errors.ts';
import type { SupervisedService } from './supervised-service.ts';

interface Milestones {
  running: PromiseWithResolvers<void>;
  healthy: PromiseWithResolvers<void>;
}

/**
 * Brings up what is not up yet: every service as soon as its dependencies allow. Resolves when all are healthy;
 * rejects, when no task is under way any more, with the first failure or the signal's reason.
 */
export async function bringUp(services: readonly SupervisedService[], attempt: AbortController): Promise<void> {
  const milestones = new Map<string, Milestones>(
    services.map(({ name }) => [name, { running: Promise.withResolvers(), healthy: Promise.withResolvers() }]),
  );
  const tasks = services.map(async (service) => {
    try {
      await bringUpOne(service, milestones, attempt.signal);
    } catch (error) {
      attempt.abort(error);
    }
  });
  await Promise.all(tasks);
  attempt.signal.throwIfAborted();
}

async function bringUpOne(service: SupervisedService, milestones: Map<string, Milestones>, signal: AbortSignal) {
  const { command } = service.step;
  if (!service.started) {
    for (const { name, condition } of command.dependsOn) {
      const text = `${name} to be ${condition}`;
      service.waitsFor = { what: 'dependency', text };
      service.report('waiting', text);
      await orAborted(milestones.get(name)?.[condition].promise, signal);
    }
    await service.prepare(signal);
    signal.throwIfAborted();
    await service.start();
  }
  milestones.get(service.name)?.running.resolve();
  const { watchedBy } = command;
  if (watchedBy === undefined) await service.becomeHealthy(signal);
  else {
    service.waitsFor = { what: 'dependency', text: `${watchedBy} to be healthy` };
    await orAborted(milestones.get(watchedBy)?.healthy.promise, signal);
    service.healthy = true;
    service.waitsFor = undefined;
  }
  milestones.get(service.name)?.healthy.resolve();
}

/** One line: first what has its own trouble, then who waits for others. */
export function describeWaits(services: readonly SupervisedService[]): string {
  const waits = services.flatMap(({ name, waitsFor }) => (waitsFor === undefined ? [] : [{ name, ...waitsFor }]));
  const causes = waits.filter(({ what }) => what !== 'dependency');
  const followers = waits.filter(({ what }) => what === 'dependency');
  return [...causes, ...followers].map(({ name, text }) => `${name} waits for ${text}`).join('; ');
}

function orAborted(promise: Promise<void> | undefined, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    (promise ?? Promise.resolve()).then(
      () => {
        signal.removeEventListener('abort', stop);
        resolve();
      },
      (error) => reject(new Error(messageOf(error))),
    );
  });
}
