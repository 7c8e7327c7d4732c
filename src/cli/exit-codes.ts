import type { ErrorKind } from '../lib/errors.ts';

/** 128 + the signal's number, as shells report it. */
export const EXIT_SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
export type EndSignal = keyof typeof EXIT_SIGNALS;

const BY_KIND: Record<ErrorKind, number> = { failure: 1, usage: 2, environment: 3 };

export function exitCodeOf(kind: ErrorKind): number {
  return BY_KIND[kind];
}

/** For the help page and docs/cli.md. */
export const EXIT_CODES: readonly (readonly [string, string])[] = [
  ['0', 'done; for start: stopped as asked, or --timeout is over'],
  ['1', 'it was tried and failed: a service died, a check did not pass'],
  ['2', 'the request is wrong: unknown command, flag or value'],
  ['3', 'the surroundings are wrong: a missing program, a taken folder, a full disk'],
  ['129', 'its terminal or its reader has gone (SIGHUP)'],
  ['130', 'stopped by Ctrl-C (SIGINT)'],
  ['143', 'stopped by SIGTERM'],
];
