import type { DevnetProgram, ProgramOptions } from '../../src/devnet/program.ts';
import { createLogger } from '../../src/lib/log.ts';

export interface StartedProgram {
  /** Where it serves, from its line `serving address=…`. */
  url: string;
  /** What it has logged so far. */
  lines: string[];
  /** As the program's own; resolved where it has none. */
  background: Promise<void>;
  stop(): Promise<void>;
}

/** Runs a devnet program inside the test, with its defaults filled in. */
export async function startProgram(program: DevnetProgram, options: ProgramOptions): Promise<StartedProgram> {
  const lines: string[] = [];
  const log = createLogger(program.name, 'debug', (line) => void lines.push(line.trimEnd()));
  const defaults = Object.fromEntries(
    Object.entries(program.options).map(([name, { default: value }]) => [name, value]),
  );
  const running = await program.run({ ...defaults, ...options }, { log, logLevel: 'debug' });
  const background = running.background ?? Promise.resolve();
  // Whoever looks at it sees the failure; who does not is not disturbed.
  background.catch(() => {});
  const address = lines.map((line) => /serving address=(\S+)/.exec(line)?.[1]).find((found) => found !== undefined);
  return { url: `http://${address}`, lines, background, stop: () => running.stop() };
}
