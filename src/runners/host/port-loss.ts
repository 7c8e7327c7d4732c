import type { ServiceExit } from './service-process.ts';

/** Exit code of our own programs that find their port taken (EADDRINUSE is 98 on Linux). */
export const EXIT_PORT_TAKEN = 98;

const REFUSALS = /address already in use|eaddrinuse|\bbind: |only one usage of each socket address/i;

/** Whether the program ended because a port of it was taken, and the number if it said which. Pure. */
export function portLoss(exit: Pick<ServiceExit, 'exitCode' | 'lastLines'>): { port: number | undefined } | undefined {
  const line = exit.lastLines.findLast((text) => REFUSALS.test(text));
  if (exit.exitCode !== EXIT_PORT_TAKEN && (exit.exitCode === 0 || line === undefined)) return undefined;
  const number = /:(\d{2,5})\b(?!.*:\d{2,5}\b)/.exec(withoutTimes(line ?? ''))?.[1];
  return { port: number === undefined ? undefined : Number(number) };
}

function withoutTimes(line: string): string {
  return line.replaceAll(/\d{2}:\d{2}:\d{2}(\.\d+)?Z?/g, '');
}
