import type { Logger, LogLevel } from '../lib/log.ts';

/** A program that the playground runs itself, as a process of its own: `playground devnet <name>`. */
export interface DevnetProgram {
  name: string;
  description: string;
  options: Record<string, ProgramOption>;
  /** Resolves when it serves. Rejects with a `PlaygroundError` for what a person can mend. */
  run(options: ProgramOptions, context: ProgramContext): Promise<RunningProgram>;
}

/** Values by name; of an option that may be repeated they are a list. */
export type ProgramOptions = Record<string, OptionValue | undefined>;
export type OptionValue = string | boolean | string[];

/** As `node:util` parseArgs takes them, with a line for help. */
export interface ProgramOption {
  type: 'string' | 'boolean';
  description: string;
  default?: string | boolean;
  required?: boolean;
  /** May be given again and again. */
  multiple?: boolean;
}

export interface ProgramContext {
  log: Logger;
  logLevel: LogLevel;
}

export interface RunningProgram {
  /** What goes on after the start; when it rejects, the program ends like one that could not start. */
  background?: Promise<void>;
  /** It has an end of its own, that of `background`, and a signal that comes before is a failure. */
  isTask?: boolean;
  /** Flushes and closes; the process ends afterwards. Safe to call twice. */
  stop(): Promise<void>;
}
