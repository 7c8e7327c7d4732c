import type { ReadyCheck } from '../../manifest/service.ts';
import type { CheckAnswer } from '../runner.ts';
import { ask, type Probe } from './probe.ts';
import type { Reaper } from './reaper.ts';

export interface HealthWait {
  probe: Probe;
  /** Its times; a port that is only connected to has none. */
  check: ReadyCheck | undefined;
  /** Where a command runs. */
  cwd: string;
  reaper: Reaper;
  signal: AbortSignal;
  onAnswer(answer: CheckAnswer): void;
  /** The retries that the check allows are used up. It is asked on: only the start's time limit ends the wait. */
  onOverdue(): void;
}

const DEFAULT_INTERVAL = 1000;
const DEFAULT_RETRIES = 60;
/** While a start is young a quick answer is worth more than a few sparse requests. */
const EAGER_INTERVAL = 50;
const EAGER_FOR = 10_000;
const LONGEST_ANSWER = 5000;

/** Asks until the answer is good. Rejects with the signal's reason when it aborts. */
export async function waitUntilHealthy(wait: HealthWait): Promise<void> {
  const { probe, check, signal, cwd, reaper } = wait;
  const interval = check?.interval || DEFAULT_INTERVAL;
  const overdueAfter = (check?.startPeriod ?? 0) + interval * (check?.retries || DEFAULT_RETRIES);
  const timeout = Math.min(check?.timeout || LONGEST_ANSWER, LONGEST_ANSWER);
  const begun = performance.now();
  let overdue = false;
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask(probe, timeout, cwd, reaper);
    if (answer.ok) return;
    wait.onAnswer(answer);
    const elapsed = performance.now() - begun;
    if (!overdue && elapsed > overdueAfter) {
      overdue = true;
      wait.onOverdue();
    }
    await pause(elapsed < EAGER_FOR ? Math.min(EAGER_INTERVAL, interval) : interval, signal);
  }
}

/** Rejects with the signal's reason when it aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}
