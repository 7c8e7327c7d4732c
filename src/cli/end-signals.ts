import { type EndSignal, EXIT_SIGNALS } from './exit-codes.ts';

/** The signals that ask this process to end, counted. */
export interface EndSignals {
  /** Aborts with the first of them. */
  aborted: AbortSignal;
  /** The first that came. */
  first(): EndSignal | undefined;
  /** Called at once if it has come already. */
  onFirst(listener: (signal: EndSignal) => void): void;
  /** For those who cannot wait: called for every further one. */
  onSecond(listener: () => void): void;
  release(): void;
}

export function endSignals(): EndSignals {
  const controller = new AbortController();
  const firstListeners: ((signal: EndSignal) => void)[] = [];
  const secondListeners: (() => void)[] = [];
  let first: EndSignal | undefined;
  const arrived = (signal: EndSignal) => {
    if (first !== undefined) {
      for (const listener of secondListeners) listener();
      return;
    }
    first = signal;
    controller.abort();
    for (const listener of firstListeners) listener(signal);
  };
  const names = Object.keys(EXIT_SIGNALS) as EndSignal[];
  for (const name of names) process.on(name, arrived);
  return {
    aborted: controller.signal,
    first: () => first,
    onFirst: (listener) => {
      firstListeners.push(listener);
      if (first !== undefined) listener(first);
    },
    onSecond: (listener) => void secondListeners.push(listener),
    release: () => {
      for (const name of names) process.off(name, arrived);
    },
  };
}
