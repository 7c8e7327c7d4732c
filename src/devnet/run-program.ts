import { parseArgs } from 'node:util';
import { isPlaygroundError, messageOf, PlaygroundError, systemCodeOf } from '../lib/errors.ts';
import { createLogger, LOG_LEVELS, type LogLevel } from '../lib/log.ts';
import { nearest } from '../lib/nearest.ts';
import type { DevnetProgram, ProgramOptions } from './program.ts';

/** Exit code of a program that found its port taken: the host runner moves the port and tries again. */
export const EXIT_PORT_TAKEN = 98;

/** Exit code of a program that was asked to end before it had done what it was started for. */
const EXIT_INTERRUPTED = 1;

/** Set by whoever starts us with a pipe as standard input: its end means that they are gone, and so are we. */
export const DIE_WITH_STDIN = 'PLAYGROUND_DIE_WITH_STDIN';

/** Runs one devnet program as this process, until a signal or the end of its parent. */
export async function runProgram(program: DevnetProgram, args: string[]): Promise<void> {
  const options = parseOptions(program, args);
  const logLevel = options['log-level'] as LogLevel;
  const log = createLogger(program.name, logLevel);
  let stopping: Promise<void> | undefined;
  let stop = async () => {};
  let exitCode = 0;
  const end = (reason: string) => {
    stopping ??= (async () => {
      log.info('stopping', { reason });
      await stop().catch((error) => log.error('stop failed', { error: messageOf(error) }));
      process.exit(exitCode);
    })();
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  if (process.env[DIE_WITH_STDIN] === '1') {
    process.stdin.on('end', () => end('parent is gone'));
    process.stdin.on('error', () => end('parent is gone'));
    process.stdin.resume();
  }
  try {
    const running = await program.run(options, { log, logLevel });
    stop = () => running.stop();
    if (running.isTask) exitCode = EXIT_INTERRUPTED;
    if (stopping !== undefined) await running.stop();
    await running.background;
    if (running.isTask && stopping === undefined) process.exit(0);
  } catch (error) {
    fail(error, log.error);
  }
}

function parseOptions(program: DevnetProgram, args: string[]): ProgramOptions {
  const specs: DevnetProgram['options'] = {
    ...program.options,
    'log-level': { type: 'string', description: `one of ${LOG_LEVELS.join(', ')}`, default: 'info' },
  };
  const known = Object.fromEntries(
    Object.entries(specs).map(([name, { type, default: value, multiple = false }]) => [
      name,
      value === undefined ? { type, multiple } : { type, multiple, default: value },
    ]),
  );
  let values: ProgramOptions;
  try {
    values = parseArgs({ args, options: known, allowPositionals: false }).values as typeof values;
  } catch (error) {
    const unknown = /Unknown option '--([^']+)'/.exec(messageOf(error))?.[1];
    const guess = unknown === undefined ? undefined : nearest(unknown, Object.keys(specs));
    throw new PlaygroundError('invalid-option', `devnet ${program.name}: ${messageOf(error).split('.')[0]}`, {
      kind: 'usage',
      hint: guess === undefined ? `options: ${Object.keys(specs).join(', ')}` : `did you mean --${guess}?`,
    });
  }
  for (const [name, spec] of Object.entries(specs)) {
    if (spec.required && values[name] === undefined) {
      throw new PlaygroundError('missing-option', `devnet ${program.name} needs --${name}`, {
        kind: 'usage',
        hint: spec.description,
      });
    }
  }
  if (!LOG_LEVELS.includes(values['log-level'] as LogLevel)) {
    throw new PlaygroundError('invalid-option', `there is no log level "${values['log-level']}"`, {
      kind: 'usage',
      hint: `choose one of ${LOG_LEVELS.join(', ')}`,
    });
  }
  return values;
}

function fail(error: unknown, write: (message: string, fields?: Record<string, string | undefined>) => void): never {
  if (isPlaygroundError(error)) {
    write(error.message, { code: error.code, hint: error.hint });
  } else {
    write(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  process.exit(systemCodeOf(error) === 'EADDRINUSE' ? EXIT_PORT_TAKEN : 1);
}
