import type { Logger, LogLevel } from '../lib/log.ts';

/** A program that the playground runs itself, as a process of its own: `playground devnet <name>`. */
export interface DevnetProgram {
  name: string;
  description: string;
  options: Record<string, ProgramOption>;
  /** Resolves when it serves. Rejects with a `PlaygroundError` for what a person can mend. */
  run(options: Record<string, string | boolean | undefined>, context: ProgramContext): Promise<RunningProgram>;
}

/** As `node:util` parseArgs takes them, with a line for help. */
export interface ProgramOption {
  type: 'string' | 'boolean';
  description: string;
  default?: string | boolean;
  required?: boolean;
}

export interface ProgramContext {
  log: Logger;
  logLevel: LogLevel;
}

export interface RunningProgram {
  /** What goes on after the start; when it rejects, the program ends like one that could not start. */
  background?: Promise<void>;
  /** Flushes and closes; the process ends afterwards. Safe to call twice. */
  stop(): Promise<void>;
}
