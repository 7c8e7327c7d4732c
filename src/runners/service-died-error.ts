import { PlaygroundError } from '../lib/errors.ts';
import type { ServiceDeath } from './runner.ts';

/** `el ended with exit code 1: last line`; the last ten lines are in the details. */
export function serviceDiedError({ service, exitCode, signal, lastLines }: ServiceDeath): PlaygroundError {
  const how = describeExit({ exitCode, signal });
  return new PlaygroundError('service-died', `${service} ended with ${how}`, {
    hint:
      lastLines.length === 0
        ? 'it wrote nothing'
        : `its last lines:\n${lastLines.map((line) => `    ${line}`).join('\n')}`,
    details: { service, exitCode, signal, lastLines },
  });
}

/** `exit code 1` or `signal SIGKILL` */
export function describeExit({ exitCode, signal }: Pick<ServiceDeath, 'exitCode' | 'signal'>): string {
  return exitCode === null ? `signal ${signal}` : `exit code ${exitCode}`;
}
